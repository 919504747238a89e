package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A blob while it is written into a file of its own: record header, then frames.
 *
 * <p>Chunks are summed on their way and not collected, so that ten thousand of these need little memory; hence they are not compressed.
 */
final class LargeFile implements AutoCloseable {
    private static final int BUFFER = 8192;

    private final Path path;
    private final RandomAccessFile file;
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] head = new byte[Frames.HEAD];
    private final CRC32C crc = new CRC32C();
    private int buffered;
    private long size;
    private long frameAt = RecordHeader.BYTES;

    LargeFile(Path path) throws IOException {
        this.path = path;
        file = new RandomAccessFile(path.toFile(), "rw");
        file.write(new byte[RecordHeader.BYTES]);
    }

    Path path() {
        return path;
    }

    /** Bytes of the file when it is finished. */
    long bytes() {
        return frameAt;
    }

    void write(byte[] from, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            int inChunk = (int) (size % Frames.CHUNK);
            if (inChunk == 0) {
                put(head, 0, Frames.HEAD);
            }
            int n = Math.min(left, Frames.CHUNK - inChunk);
            crc.update(from, at, n);
            put(from, at, n);
            size += n;
            at += n;
            left -= n;
            if (inChunk + n == Frames.CHUNK) {
                endFrame(Frames.CHUNK);
            }
        }
    }

    /** Writes the last frame's head and the header, and makes the file's content durable. */
    void finish(Name name, byte[] hash) throws IOException {
        if (size % Frames.CHUNK != 0) {
            endFrame((int) (size % Frames.CHUNK));
        }
        byte[] header = new byte[RecordHeader.BYTES];
        new RecordHeader(RecordHeader.Codec.NONE, size, frameAt - RecordHeader.BYTES, name, hash, 0, 0).encode(header);
        file.seek(0);
        file.write(header);
        file.getFD().sync();
        file.close();
    }

    private void endFrame(int stored) throws IOException {
        flush();
        int number = (int) ((size - 1) / Frames.CHUNK);
        Frames.head(head, 0, stored, false, number, crc);
        file.seek(frameAt);
        file.write(head);
        frameAt += Frames.HEAD + stored;
        file.seek(frameAt);
        crc.reset();
    }

    private void put(byte[] from, int offset, int length) throws IOException {
        if (length > BUFFER - buffered) {
            flush();
        }
        if (length > BUFFER) {
            file.write(from, offset, length);
        } else {
            System.arraycopy(from, offset, buffer, buffered, length);
            buffered += length;
        }
    }

    private void flush() throws IOException {
        file.write(buffer, 0, buffered);
        buffered = 0;
    }

    /** Removes the file unless it was moved away. */
    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
