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

    /** Reads what {@link #toBytes} wrote. */
    public static StoredEmail fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("stored email of version " + version);
        }
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
}
