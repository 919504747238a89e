package org.mailbay.blob.fs;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.mailbay.store.BlobRef;

/**
 * The first 128 bytes of a stored blob, in a segment and in a file of its own; all numbers big-endian.
 *
 * <pre>
 *   0 magic (4)        4 version (1)      5 codec (1)     6 zero (2)
 *   8 content length   16 body length     24 name (32)    56 SHA-256 of the content (32)
 *  88 key id (8)       96 nonce prefix    104 salt (8)    112 zero (12)    124 CRC32C of the 124 before (4)
 * </pre>
 *
 * @param codec how chunks may be compressed
 * @param length of the content, in bytes
 * @param bodyLength of what follows: frames, and with a codec the table of their offsets
 * @param hash SHA-256 of the content
 * @param keyId which key the chunks are sealed with; 0: not encrypted, the only one of this version
 * @param salt of the segment: content that looks like a record is not taken for one when a damaged segment is read
 */
record RecordHeader(Codec codec, long length, long bodyLength, Name name, byte[] hash, long keyId, long salt) {
    static final int BYTES = 128;
    static final int MAGIC = 0x4D_42_42_31;
    static final int SALT_AT = 104;

    private static final byte VERSION = 1;
    private static final int CRC_AT = 124;

    /** How chunks may be compressed; a chunk that gains nothing is stored as it is whatever stands here. */
    enum Codec {
        NONE,
        DEFLATE
    }

    int chunks() {
        return Math.toIntExact((length + Frames.CHUNK - 1) / Frames.CHUNK);
    }

    /** Where the offset table starts, from the record's start; it exists only with a codec and more than one chunk. */
    long tableAt() {
        return BYTES + bodyLength - (hasTable() ? 8L * chunks() : 0);
    }

    boolean hasTable() {
        return codec != Codec.NONE && chunks() > 1;
    }

    /** Of the whole record. */
    long bytes() {
        return BYTES + bodyLength;
    }

    /** The longest that a record of this content length can be. */
    static long maxBytes(long length) {
        long chunks = (length + Frames.CHUNK - 1) / Frames.CHUNK;
        return BYTES + length + chunks * (Frames.HEAD + 8L);
    }

    void encode(byte[] into) {
        ByteBuffer out = ByteBuffer.wrap(into, 0, BYTES);
        out.putInt(MAGIC).put(VERSION).put((byte) codec.ordinal()).putShort((short) 0);
        out.putLong(length).putLong(bodyLength).put(name.bytes()).put(hash);
        out.putLong(keyId).putLong(0).putLong(salt).putLong(0).putInt(0);
        finish(into, salt);
    }

    /** Writes the salt and the checksum into an encoded header. */
    static void finish(byte[] record, long salt) {
        ByteBuffer out = ByteBuffer.wrap(record);
        out.putLong(SALT_AT, salt);
        out.putInt(CRC_AT, crc(record, 0));
    }

    /** Reads a header; empty when the bytes are none, or damaged. */
    static Optional<RecordHeader> decode(byte[] from, int at) {
        ByteBuffer in = ByteBuffer.wrap(from, at, BYTES);
        if (in.getInt() != MAGIC || in.getInt(at + CRC_AT) != crc(from, at)) {
            return Optional.empty();
        }
        byte version = in.get();
        byte codec = in.get();
        in.getShort();
        long length = in.getLong();
        long bodyLength = in.getLong();
        if (version != VERSION || codec < 0 || codec >= Codec.values().length || length < 0 || bodyLength < 0) {
            return Optional.empty();
        }
        if (length > (long) Integer.MAX_VALUE * Frames.CHUNK || bodyLength > maxBytes(length)) {
            return Optional.empty();
        }
        Name name = Name.of(from, at + 24);
        byte[] hash = new byte[BlobRef.NAME_LENGTH];
        in.get(at + 56, hash);
        return Optional.of(new RecordHeader(
                Codec.values()[codec], length, bodyLength, name, hash, in.getLong(at + 88), in.getLong(at + SALT_AT)));
    }

    private static int crc(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, CRC_AT);
        return (int) crc.getValue();
    }
}
