package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;

/** Copies files, durable and compared with what was read. Never by hard links: a copy must not share the fate of what it copies. */
final class FileCopy {
    private static final int BUFFER = 1 << 20;

    private final Progress progress;
    private final byte[] buffer = new byte[BUFFER];
    private long bytes;

    /** Asked between two pieces. */
    @FunctionalInterface
    interface Progress {
        /** Throws when the work is to end. */
        void check() throws IOException;
    }

    /** @param progress asked whether to go on */
    FileCopy(Progress progress) {
        this.progress = progress;
    }

    /** Copied so far. */
    long bytes() {
        return bytes;
    }

    /** Makes {@code to} the first {@code end} bytes of {@code from}; it is there whole or as it was before. */
    void replace(Path from, Path to, long end, Path temporary) throws IOException {
        Files.deleteIfExists(temporary);
        append(from, temporary, 0, end);
        Files.setLastModifiedTime(temporary, Files.getLastModifiedTime(from));
        Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Copies the bytes from {@code begin} to {@code end} to the same place in {@code to} and ends it there. */
    void append(Path from, Path to, long begin, long end) throws IOException {
        CRC32C read = new CRC32C();
        try (RandomAccessFile in = new RandomAccessFile(from.toFile(), "r");
                RandomAccessFile out = new RandomAccessFile(to.toFile(), "rw")) {
            if (out.length() < begin) {
                throw new IOException(to + " has become shorter");
            }
            out.setLength(begin);
            out.seek(begin);
            in.seek(begin);
            for (long at = begin; at < end; ) {
                progress.check();
                int n = in.read(buffer, 0, (int) Math.min(BUFFER, end - at));
                if (n < 0) {
                    throw new IOException(from + " ends at " + at + " instead of " + end);
                }
                read.update(buffer, 0, n);
                out.write(buffer, 0, n);
                at += n;
            }
            out.getFD().sync();
            compare(out, begin, end, read, to);
        }
        bytes += end - begin;
    }

    private void compare(RandomAccessFile out, long begin, long end, CRC32C expected, Path name) throws IOException {
        CRC32C written = new CRC32C();
        out.seek(begin);
        for (long at = begin; at < end; ) {
            int n = out.read(buffer, 0, (int) Math.min(BUFFER, end - at));
            if (n < 0) {
                break;
            }
            written.update(buffer, 0, n);
            at += n;
        }
        if (written.getValue() != expected.getValue()) {
            throw new IOException(name + " is not what was copied");
        }
    }
}
