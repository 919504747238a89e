package org.mailbay.jmap.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailbay.mime.Header;
import org.mailbay.mime.Message;
import org.mailbay.store.Transaction;

/**
 * Which emails belong together: those with a message id in common and the same subject (RFC 8621 §3).
 *
 * <p>An index entry leads from message id and subject to the thread. Threads join and never merge, so an email's thread never changes.
 */
public final class Threads {
    private static final String INDEX = "thread";
    private static final List<String> FIELDS = List.of("In-Reply-To", "References", "Message-ID");
    private static final int MOST_REFERENCES = 12;
    /** Characters of a subject that are looked at. */
    private static final int LONGEST_SUBJECT = 1_000;

    /** What programs put before a subject. Nothing is tried twice: a hundred thousand blanks would be, ten thousand million times. */
    private static final Pattern ADDED = Pattern.compile(
            "^\\s*+(?:(?:re|fwd?|aw|wg|sv|vs|antw)\\s*+(?:\\[\\d{1,4}\\])?+\\s*+:\\s*+|\\[[^\\]]{0,60}+\\]\\s*+)");

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Threads() {}

    /**
     * The thread of a new email: one that it belongs to, or a new one.
     *
     * @param number of the email
     */
    static long join(Transaction tx, Aftermath aftermath, Message message, long number) throws IOException {
        List<byte[]> keys = keys(message);
        long[] known = new long[keys.size()];
        long thread = 0;
        for (int i = 0; i < known.length; i++) {
            byte[] found = tx.index(INDEX, keys.get(i));
            known[i] = found == null ? 0 : ByteBuffer.wrap(found).getLong();
            if (thread == 0 && known[i] != 0 && aftermath.isAlive(known[i])) {
                thread = known[i];
            }
        }
        if (thread == 0) {
            thread = number;
        }
        byte[] value = ByteBuffer.allocate(8).putLong(thread).array();
        for (int i = 0; i < known.length; i++) {
            if (known[i] != thread) {
                tx.index(INDEX, keys.get(i), value);
            }
        }
        return thread;
    }

    /**
     * The number of the thread in which others than the account's owner see an email; 0: one of its own.
     *
     * <p>{@link #join} asks what else there is, and a thread that it finds tells whoever wrote the message that something is there, seen or
     * not. So this is made of nothing but the message: where its references begin, and its subject (RFC 8621 §3). Above every number of an
     * email, and below 2^47.
     */
    static long conversation(Message message) {
        Header header = message.summary();
        for (String field : List.of("References", "In-Reply-To", "Message-ID")) {
            List<String> ids =
                    header.last(field).flatMap(value -> value.messageIds()).orElse(List.of());
            if (!ids.isEmpty()) {
                byte[] key = key(ids.getFirst(), baseSubject(message.subject().orElse("")));
                return 1L << 46 | ByteBuffer.wrap(key).getLong() >>> 18;
            }
        }
        return 0;
    }

    /** Most index entries that {@link #join} sets for any message. */
    static int mostRows() {
        return FIELDS.size() * MOST_REFERENCES;
    }

    /** At most how many index entries {@link #join} sets. */
    static int rows(Message message) {
        int rows = 0;
        for (String field : FIELDS) {
            rows += Math.min(
                    MOST_REFERENCES,
                    message.summary()
                            .last(field)
                            .flatMap(value -> value.messageIds())
                            .orElse(List.of())
                            .size());
        }
        return rows;
    }

    private static List<byte[]> keys(Message message) {
        Set<String> ids = new LinkedHashSet<>();
        Header header = message.summary();
        for (String field : FIELDS) {
            List<String> found =
                    header.last(field).flatMap(value -> value.messageIds()).orElse(List.of());
            ids.addAll(found.subList(Math.max(0, found.size() - MOST_REFERENCES), found.size()));
        }
        String subject = baseSubject(message.subject().orElse(""));
        List<byte[]> keys = new ArrayList<>();
        for (String id : ids) {
            keys.add(key(id, subject));
        }
        return keys;
    }

    static String baseSubject(String subject) {
        String begin = subject.length() > LONGEST_SUBJECT ? subject.substring(0, LONGEST_SUBJECT) : subject;
        String base = begin.strip().toLowerCase(Locale.ROOT);
        for (int i = 0; i < 20; i++) {
            String shorter = ADDED.matcher(base).replaceFirst("");
            if (shorter.isEmpty() || shorter.length() == base.length()) {
                break;
            }
            base = shorter;
        }
        return BLANKS.matcher(base).replaceAll(" ").strip();
    }

    private static byte[] key(String messageId, String subject) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(messageId.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return Arrays.copyOf(digest.digest(subject.getBytes(StandardCharsets.UTF_8)), 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
