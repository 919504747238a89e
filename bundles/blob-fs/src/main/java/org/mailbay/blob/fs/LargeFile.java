package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * A blob while it is written into a file of its own: record header, then frames.
 *
 * <p>Chunks are summed on their way and not collected, so that ten thousand of these need little memory; hence they are not compressed.
 */
final class LargeFile implements AutoCloseable {
    private static final int BUFFER = 8192;

    private final Path path;
    private final RandomAccessFile file;
    private final @Nullable Seal seal;
    private final int tag;
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] head = new byte[Frames.HEAD];
    private final CRC32C crc = new CRC32C();
    private @Nullable Cipher cipher;
    private int buffered;
    private long size;
    private long frameAt = RecordHeader.BYTES;

    /** Makes the file; what is written is encrypted on its way when there is a {@code seal}. */
    LargeFile(Path path, @Nullable Seal seal) throws IOException {
        this.path = path;
        this.seal = seal;
        tag = seal == null ? 0 : Seal.TAG;
        file = new RandomAccessFile(path.toFile(), "rw");
        try {
            file.write(new byte[RecordHeader.BYTES]);
        } catch (IOException e) {
            close();
            throw e;
        }
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
            int n = Math.min(left, Math.min(BUFFER, Frames.CHUNK - inChunk));
            take(from, at, n, inChunk);
            size += n;
            at += n;
            left -= n;
            if (inChunk + n == Frames.CHUNK) {
                endFrame(Frames.CHUNK);
            }
        }
    }

    private void take(byte[] from, int at, int length, int inChunk) throws IOException {
        if (seal == null) {
            crc.update(from, at, length);
            put(from, at, length);
            return;
        }
        if (inChunk == 0) {
            cipher = seal.begin((int) (size / Frames.CHUNK));
        }
        byte[] sealed = Objects.requireNonNull(cipher).update(from, at, length);
        putSealed(sealed == null ? new byte[0] : sealed);
    }

    private void putSealed(byte[] sealed) throws IOException {
        crc.update(sealed, 0, sealed.length);
        put(sealed, 0, sealed.length);
    }

    private void endSeal() throws IOException {
        Cipher ending = Objects.requireNonNull(cipher);
        try {
            putSealed(ending.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IOException("a chunk cannot be sealed", e);
        }
        cipher = null;
        Objects.requireNonNull(seal).end(ending);
    }

    /** Writes the last frame's head and the header, and makes the file's content durable. */
    void finish(Name name, byte[] hash) throws IOException {
        if (size % Frames.CHUNK != 0) {
            endFrame((int) (size % Frames.CHUNK));
        }
        byte[] header = new byte[RecordHeader.BYTES];
        RecordHeader.encode(header, RecordHeader.Codec.NONE, size, frameAt - RecordHeader.BYTES, name, hash, seal);
        file.seek(0);
        file.write(header);
        file.getFD().sync();
        file.close();
    }

    private void endFrame(int plain) throws IOException {
        if (seal != null) {
            endSeal();
        }
        flush();
        int stored = plain + tag;
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
