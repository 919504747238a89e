package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A small blob in memory, laid out as it will be stored (room for the header, the frames' heads and tags), so that sealing copies nothing. */
final class RecordBuffer {
    private final int tag;
    private byte[] bytes;
    private int used = RecordHeader.BYTES;
    private int size;

    /**
     * An empty one.
     *
     * @param content bytes of content to have room for at first
     * @param isSealed whether it will be encrypted
     */
    RecordBuffer(int content, boolean isSealed) {
        tag = isSealed ? Seal.TAG : 0;
        bytes = new byte[(int) Math.min(RecordHeader.maxBytes(content), Integer.MAX_VALUE - 8)];
    }

    int size() {
        return size;
    }

    /** Bytes of memory. */
    int capacity() {
        return bytes.length;
    }

    /** How much memory it has after {@code length} more bytes. */
    int capacityFor(int length) {
        long need = RecordHeader.maxBytes((long) size + length);
        return need <= bytes.length ? bytes.length : (int) Math.max(need, Math.min(bytes.length * 2L, 1 << 19));
    }

    void write(byte[] from, int offset, int length) {
        int capacity = capacityFor(length);
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, capacity);
        }
        int at = offset;
        int left = length;
        while (left > 0) {
            int inChunk = size & Frames.CHUNK - 1;
            if (inChunk == 0) {
                used += size == 0 ? Frames.HEAD : Frames.HEAD + tag;
            }
            int n = Math.min(left, Frames.CHUNK - inChunk);
            System.arraycopy(from, at, bytes, used, n);
            used += n;
            size += n;
            at += n;
            left -= n;
        }
    }

    /** Copies the content out, chunk by chunk. */
    void drainTo(ChunkTaker taker) throws IOException {
        for (int number = 0; (long) number * Frames.CHUNK < size; number++) {
            taker.take(bytes, contentAt(number), Frames.plainLength(size, number));
        }
    }

    /**
     * Ends it: the record as it will stand in a segment, but for salt and checksum of its header.
     *
     * @param seal what it is encrypted with; null exactly when it was made not to be
     */
    Record seal(Name name, byte[] hash, RecordHeader.Codec codec, Compressor compressor, @Nullable Seal seal) {
        int length = codec == RecordHeader.Codec.NONE ? frame(seal) : deflate(compressor, seal);
        RecordHeader.encode(bytes, codec, size, length - RecordHeader.BYTES, name, hash, seal);
        return new Record(name, size, bytes, length);
    }

    private int frame(@Nullable Seal seal) {
        for (int number = 0; (long) number * Frames.CHUNK < size; number++) {
            int plain = Frames.plainLength(size, number);
            int stored = seal == null ? plain : seal.close(bytes, contentAt(number), plain, number, false);
            Frames.head(bytes, contentAt(number) - Frames.HEAD, stored, false, number);
        }
        return size == 0 ? used : used + tag;
    }

    private int deflate(Compressor compressor, @Nullable Seal seal) {
        int chunks = (size + Frames.CHUNK - 1) / Frames.CHUNK;
        byte[] out = new byte[(int) RecordHeader.maxBytes(size)];
        long[] table = new long[chunks];
        int at = RecordHeader.BYTES;
        for (int number = 0; number < chunks; number++) {
            int plain = Frames.plainLength(size, number);
            int stored = compressor.deflate(bytes, contentAt(number), plain, out, at + Frames.HEAD);
            boolean compressed = stored > 0;
            if (!compressed) {
                stored = plain;
                System.arraycopy(bytes, contentAt(number), out, at + Frames.HEAD, plain);
            }
            if (seal != null) {
                stored = seal.close(out, at + Frames.HEAD, stored, number, compressed);
            }
            Frames.head(out, at, stored, compressed, number);
            table[number] = at;
            at += Frames.HEAD + stored;
        }
        if (chunks > 1) {
            ByteBuffer.wrap(out, at, 8 * chunks).asLongBuffer().put(table);
            at += 8 * chunks;
        }
        bytes = out;
        return at;
    }

    private int contentAt(int number) {
        return RecordHeader.BYTES + Frames.HEAD + number * (Frames.CHUNK + Frames.HEAD + tag);
    }

    /** Is given pieces of content. */
    @FunctionalInterface
    interface ChunkTaker {
        void take(byte[] bytes, int offset, int length) throws IOException;
    }

    /**
     * A record ready for a segment.
     *
     * @param content bytes of content
     * @param length bytes of {@code bytes} that are the record
     */
    record Record(Name name, int content, byte[] bytes, int length) {}
}
