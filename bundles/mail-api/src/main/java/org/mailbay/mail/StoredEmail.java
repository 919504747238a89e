package org.mailbay.mail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mailbay.mime.Message;
import org.mailbay.store.BlobRef;

/**
 * The part of an email that never changes, as it is kept with the object: parsed once, at delivery.
 *
 * @param blob the message's bytes
 * @param preview RFC 8621 §4.1.4
 */
public record StoredEmail(BlobRef blob, String preview, Message message) {
    private static final byte VERSION = 1;

    /** Where the preview's length stands. */
    private static final int PREVIEW = 1 + BlobRef.NAME_LENGTH + 8;

    /** Reads what {@link #toBytes} wrote. */
    public static StoredEmail fromBytes(byte[] bytes) {
        ByteBuffer in = start(bytes);
        byte[] name = new byte[BlobRef.NAME_LENGTH];
        in.get(name);
        BlobRef blob = new BlobRef(name, in.getLong());
        byte[] preview = new byte[in.getShort()];
        in.get(preview);
        return new StoredEmail(
                blob,
                new String(preview, StandardCharsets.UTF_8),
                Message.fromBytes(Arrays.copyOfRange(bytes, in.position(), bytes.length)));
    }

    /** The stored form: version, blob's name and size, preview, structure. */
    public byte[] toBytes() {
        byte[] text = preview.getBytes(StandardCharsets.UTF_8);
        byte[] structure = message.toBytes();
        return ByteBuffer.allocate(1 + BlobRef.NAME_LENGTH + 8 + 2 + text.length + structure.length)
                .put(VERSION)
                .put(blob.name())
                .putLong(blob.size())
                .putShort((short) text.length)
                .put(text)
                .put(structure)
                .array();
    }

    /** The blob that a stored form names, without reading the rest. */
    public static BlobRef blob(byte[] stored) {
        ByteBuffer in = start(stored);
        byte[] name = new byte[BlobRef.NAME_LENGTH];
        in.get(name);
        return new BlobRef(name, in.getLong());
    }

    /** The preview in a stored form, without reading the rest: UTF-8, not to be changed. */
    public static ByteBuffer preview(byte[] stored) {
        ByteBuffer in = start(stored).position(PREVIEW);
        int length = in.getShort();
        return in.slice(in.position(), length);
    }

    /** Shows the summary in a stored form, as {@link Message#visitSummary} does. */
    public static void visitSummary(byte[] stored, Message.FieldVisitor visitor) {
        ByteBuffer in = start(stored).position(PREVIEW);
        int length = in.getShort();
        Message.visitSummary(stored, in.position() + length, visitor);
    }

    private static ByteBuffer start(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("stored email of version " + version);
        }
        return in;
    }
}
