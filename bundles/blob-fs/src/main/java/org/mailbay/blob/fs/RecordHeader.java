package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;

/**
 * The first 128 bytes of a stored blob, in a segment and in a file of its own; all numbers big-endian.
 *
 * <pre>
 *   0 magic (4)        4 version (1)      5 codec (1)     6 zero (2)
 *   8 content length   16 body length     24 name (32)    56 SHA-256 of the content (32)
 *  88 key id (8)       96 seal's salt (8) 104 salt (8)    112 seal's salt, second half (8)    120 zero (4)
 * 124 CRC32C of the 124 before (4)
 * </pre>
 *
 * Version 1 is not encrypted: key id and seal's salt are zero. Version 2 is sealed ({@link Seal}): in place of the hash stand half of
 * it, encrypted, and the tag that authenticates the header but for what a move to another segment changes.
 *
 * @param codec how chunks may be compressed
 * @param length of the content, in bytes
 * @param bodyLength of what follows: frames, and with a codec the table of their offsets
 * @param hash SHA-256 of the content; for a sealed blob what stands in its place
 * @param keyId which key the chunks are sealed with; 0: not encrypted
 * @param sealSalt 16 random bytes from which a sealed blob's own key is made
 * @param salt of the segment: content that looks like a record is not taken for one when a damaged segment is read
 */
record RecordHeader(
        Codec codec, long length, long bodyLength, Name name, byte[] hash, long keyId, byte[] sealSalt, long salt) {
    static final int BYTES = 128;
    static final int MAGIC = 0x4D_42_42_31;
    static final int HASH_AT = 56;
    static final int SALT_AT = 104;

    private static final byte PLAIN = 1;
    private static final byte SEALED = 2;
    private static final int KEY_AT = 88;
    private static final int SEAL_AT = 96;
    private static final int SECOND_SEAL_AT = 112;
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
        return BYTES + length + chunks * (Frames.HEAD + Seal.TAG + 8L);
    }

    boolean isSealed() {
        return keyId != 0;
    }

    /** Bytes that each chunk is longer for being sealed. */
    int tag() {
        return isSealed() ? Seal.TAG : 0;
    }

    /** Writes the header of a new record, which gets its salt when its segment is known. */
    static void encode(
            byte[] into, Codec codec, long length, long bodyLength, Name name, byte[] hash, @Nullable Seal seal) {
        byte[] sealSalt = seal == null ? new byte[Seal.SALT] : seal.salt();
        ByteBuffer out = ByteBuffer.wrap(into, 0, BYTES);
        out.putInt(MAGIC)
                .put(seal == null ? PLAIN : SEALED)
                .put((byte) codec.ordinal())
                .putShort((short) 0);
        out.putLong(length).putLong(bodyLength).put(name.bytes()).put(hash);
        out.putLong(seal == null ? 0 : seal.keyId())
                .put(sealSalt, 0, 8)
                .putLong(0)
                .put(sealSalt, 8, 8)
                .putInt(0);
        if (seal != null) {
            seal.closeHeader(into);
        }
        finish(into, 0);
    }

    /** What a sealed header authenticates: version, codec, lengths, name, key. */
    static byte[] associated(byte[] header, int at) {
        return ByteBuffer.allocate(HASH_AT - 4 + 8)
                .put(header, at + 4, HASH_AT - 4)
                .put(header, at + KEY_AT, 8)
                .array();
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
        long keyId = in.getLong(at + KEY_AT);
        byte codec = in.get();
        in.getShort();
        long length = in.getLong();
        long bodyLength = in.getLong();
        if (version != (keyId == 0 ? PLAIN : SEALED) || keyId < 0 || keyId > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        if (codec < 0 || codec >= Codec.values().length || length < 0 || bodyLength < 0) {
            return Optional.empty();
        }
        if (length > (long) Integer.MAX_VALUE * Frames.CHUNK || bodyLength > maxBytes(length)) {
            return Optional.empty();
        }
        Name name = Name.of(from, at + 24);
        byte[] hash = new byte[BlobRef.NAME_LENGTH];
        in.get(at + HASH_AT, hash);
        byte[] sealSalt = new byte[Seal.SALT];
        in.get(at + SEAL_AT, sealSalt, 0, 8).get(at + SECOND_SEAL_AT, sealSalt, 8, 8);
        return Optional.of(new RecordHeader(
                Codec.values()[codec], length, bodyLength, name, hash, keyId, sealSalt, in.getLong(at + SALT_AT)));
    }

    /**
     * Tells of a record that a newer version of this driver wrote.
     *
     * @param salt of the segment
     * @throws IOException when it is one: to pass it over would be to lose it
     */
    static void refuseNewer(byte[] from, int at, long salt) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(from);
        int version = from[at + 4];
        boolean record = in.getInt(at) == MAGIC && in.getLong(at + SALT_AT) == salt;
        if (record && version > SEALED && in.getInt(at + CRC_AT) == crc(from, at)) {
            throw new IOException("a blob of stored form " + version + " was written by a newer version of this driver,"
                    + " which knows forms up to " + SEALED + "; use that version again");
        }
    }

    private static int crc(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, CRC_AT);
        return (int) crc.getValue();
    }
}
