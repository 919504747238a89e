package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Mail;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Transaction;

/**
 * Messages that are added to a mailbox in several transactions, and are to be there all or not at all (RFC 9051 §6.4.7, RFC 3502 §6),
 * also when the server is killed in between.
 *
 * <p>Each transaction but the last notes what it added in the account's index; the last takes the head of the notes away. The first asks
 * {@link TakingBack} to look after it: where the head is still there then and nobody goes on, what is noted is taken out again.
 */
final class Unfinished {
    /** Of the outbox. */
    static final String TOPIC = "mail.unfinished";

    /** For which nobody went on with it, when it is taken for given up: far longer than a transaction takes. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String INDEX = "mail.unfinished";

    private final long mailbox;

    /** The modseq of the first transaction; 0 before it. */
    private long token;

    private int slices;
    private boolean isOver;

    /** @param mailbox to which they are added */
    Unfinished(long mailbox) {
        this.mailbox = mailbox;
    }

    /**
     * The head of the notes.
     *
     * @param seconds when somebody went on with it
     * @param givenUp nobody may go on
     */
    record Head(long mailbox, long seconds, boolean givenUp) {}

    /**
     * Notes what a transaction has added.
     *
     * @throws IOException when it took so long that others took it for given up
     */
    void note(Transaction tx, List<ObjectId> added, boolean isLast) throws IOException {
        if (token == 0 && isLast) {
            return;
        }
        if (token == 0) {
            token = tx.modSeq();
            lookAfter(tx, token, tx.seconds());
        } else {
            Head head = head(tx, token);
            if (head == null || head.givenUp()) {
                throw new IOException("it took so long that it was given up");
            }
        }
        if (isLast) {
            tx.index(INDEX, key(token, 0), null);
            isOver = true;
        } else {
            tx.index(INDEX, key(token, ++slices), numbers(added));
            put(tx, token, new Head(mailbox, tx.seconds(), false));
        }
    }

    /** There was nothing left to add in the end. */
    void finish(Account account) throws IOException {
        if (token != 0 && !isOver) {
            account.<@Nullable Void, RuntimeException>write(tx -> {
                note(tx, List.of(), true);
                return null;
            });
        }
    }

    /** Has it looked after when nobody can be at work on it any more. */
    static void lookAfter(Transaction tx, long token, long seconds) {
        byte[] payload = ByteBuffer.allocate(8).putLong(token).array();
        tx.outbox(TOPIC, payload, Instant.ofEpochSecond(seconds).plus(PATIENCE));
    }

    /** Whose the request is. */
    static long token(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong();
    }

    /** The head of the notes; null when it was finished. */
    static @Nullable Head head(Transaction tx, long token) throws IOException {
        byte[] value = tx.index(INDEX, key(token, 0));
        if (value == null) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(value);
        return new Head(in.getLong(), in.getLong(), in.get() != 0);
    }

    static void put(Transaction tx, long token, @Nullable Head head) {
        byte[] value = head == null
                ? null
                : ByteBuffer.allocate(17)
                        .putLong(head.mailbox())
                        .putLong(head.seconds())
                        .put((byte) (head.givenUp() ? 1 : 0))
                        .array();
        tx.index(INDEX, key(token, 0), value);
    }

    /** What a transaction noted, from 1; null when there was none such. */
    static @Nullable List<ObjectId> slice(Transaction tx, long token, int slice) throws IOException {
        byte[] value = tx.index(INDEX, key(token, slice));
        if (value == null) {
            return null;
        }
        List<ObjectId> emails = new ArrayList<>();
        for (ByteBuffer in = ByteBuffer.wrap(value); in.hasRemaining(); ) {
            emails.add(Mail.EMAIL.id(in.getLong()));
        }
        return emails;
    }

    static void forget(Transaction tx, long token, int slice) {
        tx.index(INDEX, key(token, slice), null);
    }

    private static byte[] key(long token, int slice) {
        return ByteBuffer.allocate(12).putLong(token).putInt(slice).array();
    }

    private static byte[] numbers(List<ObjectId> emails) {
        ByteBuffer out = ByteBuffer.allocate(8 * emails.size());
        emails.forEach(email -> out.putLong(email.number()));
        return out.array();
    }
}
