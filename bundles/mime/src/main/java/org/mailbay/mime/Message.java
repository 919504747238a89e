package org.mailbay.mime;

import java.util.Optional;
import java.util.Set;

/**
 * What there is to know of a message without reading it again. Immutable; a value, with a stored form.
 *
 * @param root the outermost part
 * @param summary the last field each of the envelope: Date, Subject, From, Sender, Reply-To, To, Cc, Bcc, In-Reply-To, References,
 *     Message-ID; every other field is read back from the message with {@link Header#parse}
 * @param size bytes of the whole message
 * @param defects what was wrong with it; of a message inside another one, always empty
 */
public record Message(Part root, Header summary, long size, Set<Defect> defects) {

    public Message {
        defects = Set.copyOf(defects);
    }

    /** Parses a message that is in memory. */
    public static Message parse(byte[] bytes) {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        parser.write(bytes, 0, bytes.length);
        return parser.finish();
    }

    /** The subject as text. */
    public Optional<String> subject() {
        return summary.last("Subject").map(HeaderField::text);
    }

    /** The versioned stored form; {@link #fromBytes} reads those of all earlier versions. */
    public byte[] toBytes() {
        return new MessageWriter().write(this);
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if the bytes are no such form
     */
    public static Message fromBytes(byte[] bytes) {
        return new MessageReader(bytes).read();
    }

    /**
     * Shows the {@link #summary} of a stored form without making objects of the message: lists of messages need no more.
     *
     * @param stored holds the stored form from {@code from} on
     * @throws IllegalArgumentException if the bytes up to there are no such form
     */
    public static void visitSummary(byte[] stored, int from, FieldVisitor visitor) {
        new MessageReader(stored, from).visit(visitor);
    }

    /** Sees the fields of a summary in their order. */
    @FunctionalInterface
    public interface FieldVisitor {
        /**
         * A field.
         *
         * @param name in the letters it has in the message
         * @param in holds the bytes between the colon and the last line break, folding included; not to be changed
         * @param from the first of them
         * @param to after the last of them
         */
        void field(String name, byte[] in, int from, int to);
    }
}
