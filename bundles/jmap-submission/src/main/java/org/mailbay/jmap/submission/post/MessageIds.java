package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mailbay.jmap.submission.Types;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Transaction;

/** Which submission a message id is of, the newest one: how reports find it. */
public final class MessageIds {
    private static final String INDEX = "submission";

    private MessageIds() {}

    /** @param messageId without brackets */
    public static void put(Transaction tx, String messageId, ObjectId submission) {
        tx.index(
                INDEX,
                key(messageId),
                ByteBuffer.allocate(8).putLong(submission.number()).array());
    }

    /** Forgets, unless it is another one's meanwhile. */
    public static void remove(Transaction tx, String messageId, ObjectId submission) throws IOException {
        if (find(tx, messageId).filter(submission::equals).isPresent()) {
            tx.index(INDEX, key(messageId), null);
        }
    }

    static Optional<ObjectId> find(Transaction tx, String messageId) throws IOException {
        byte[] number = tx.index(INDEX, key(messageId));
        return number == null
                ? Optional.empty()
                : Optional.of(Types.SUBMISSION.id(ByteBuffer.wrap(number).getLong()));
    }

    private static byte[] key(String messageId) {
        return ("m" + messageId).getBytes(StandardCharsets.UTF_8);
    }
}
