package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A blob that is written anew into a file of its own, whole chunks at a time; unlike {@link LargeFile} it can compress. */
final class LargeRewrite implements AutoCloseable {
    private final Path path;
    private final RandomAccessFile file;
    private final RecordHeader.Codec codec;
    private final Compressor compressor;
    private final @Nullable Seal seal;
    private final long size;
    private final long[] table;
    private final byte[] frame = new byte[Frames.HEAD + Frames.CHUNK + Seal.TAG];
    private long end = RecordHeader.BYTES;
    private int chunks;

    /** @param size of the content, in bytes */
    LargeRewrite(Path path, long size, RecordHeader.Codec codec, Compressor compressor, @Nullable Seal seal)
            throws IOException {
        this.path = path;
        this.size = size;
        this.codec = codec;
        this.compressor = compressor;
        this.seal = seal;
        table = new long[Math.toIntExact((size + Frames.CHUNK - 1) / Frames.CHUNK)];
        file = new RandomAccessFile(path.toFile(), "rw");
    }

    Path path() {
        return path;
    }

    /** Bytes of the file so far. */
    long bytes() {
        return end;
    }

    /** Adds the next chunk: {@link Frames#CHUNK} bytes, fewer only at the end. */
    void add(byte[] plain, int length) throws IOException {
        int stored = codec == RecordHeader.Codec.NONE ? 0 : compressor.deflate(plain, 0, length, frame, Frames.HEAD);
        boolean compressed = stored > 0;
        if (!compressed) {
            stored = length;
            System.arraycopy(plain, 0, frame, Frames.HEAD, length);
        }
        if (seal != null) {
            stored = seal.close(frame, Frames.HEAD, stored, chunks, compressed);
        }
        Frames.head(frame, 0, stored, compressed, chunks);
        file.seek(end);
        file.write(frame, 0, Frames.HEAD + stored);
        table[chunks++] = end;
        end += Frames.HEAD + stored;
    }

    /** Writes table and header, and makes the content durable. */
    void finish(Name name, byte[] hash) throws IOException {
        if (codec != RecordHeader.Codec.NONE && chunks > 1) {
            ByteBuffer out = ByteBuffer.allocate(8 * chunks);
            out.asLongBuffer().put(table);
            file.seek(end);
            file.write(out.array());
            end += out.capacity();
        }
        byte[] header = new byte[RecordHeader.BYTES];
        RecordHeader.encode(header, codec, size, end - RecordHeader.BYTES, name, hash, seal);
        file.seek(0);
        file.write(header);
        file.getFD().sync();
        file.close();
    }

    /** Removes the file unless it was moved away. */
    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
