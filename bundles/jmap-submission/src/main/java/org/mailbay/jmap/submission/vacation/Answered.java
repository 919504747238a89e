package org.mailbay.jmap.submission.vacation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Transaction;

/**
 * Who got a reply within the last days (RFC 5230 §4.1): one entry of the account's index, eight bytes of a hash and four of the hour each,
 * newest last.
 *
 * <p>The hash is of the sender and of what was said: who changes the reply has it said again (RFC 5230 §4.2).
 */
final class Answered {
    private static final Duration ONCE_IN = Duration.ofDays(7);
    private static final String INDEX = "vacation";
    private static final byte[] KEY = {0};
    private static final int ENTRY = 12;
    /** More senders within the time, and the oldest ones may get a second reply. */
    private static final int MOST = 2_000;

    private Answered() {}

    static boolean isKnown(Transaction tx, String sender, String said, Instant now) throws IOException {
        return find(tx.index(INDEX, KEY), hash(sender, said), hour(now)) >= 0;
    }

    /** Remembers, and forgets what is over. */
    static void add(Transaction tx, String sender, String said, Instant now) throws IOException {
        byte[] old = tx.index(INDEX, KEY);
        int hour = hour(now);
        int from = 0;
        int length = old == null ? 0 : old.length;
        while (old != null
                && from < length
                && (isOver(ByteBuffer.wrap(old).getInt(from + 8), hour) || length - from >= MOST * ENTRY)) {
            from += ENTRY;
        }
        ByteBuffer next = ByteBuffer.allocate(length - from + ENTRY);
        if (old != null) {
            next.put(old, from, length - from);
        }
        tx.index(INDEX, KEY, next.putLong(hash(sender, said)).putInt(hour).array());
    }

    private static int find(byte @Nullable [] entries, long hash, int hour) {
        ByteBuffer in = ByteBuffer.wrap(entries == null ? new byte[0] : entries);
        for (int at = 0; at + ENTRY <= in.limit(); at += ENTRY) {
            if (in.getLong(at) == hash && !isOver(in.getInt(at + 8), hour)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isOver(int hour, int now) {
        return now - hour >= ONCE_IN.toHours();
    }

    private static int hour(Instant now) {
        return (int) (now.getEpochSecond() / 3_600);
    }

    private static long hash(String sender, String said) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(sender.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return ByteBuffer.wrap(digest.digest(said.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
