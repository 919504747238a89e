package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.zip.CRC32C;

/**
 * Which records of a segment are removed: a small log beside it of 16 bytes each (offset, segment, zero, CRC32C).
 *
 * <p>The space comes back when the segment is compacted, and the log goes with the segment.
 */
final class Removals {
    private static final int ENTRY = 16;

    private Removals() {}

    /** Adds removals; durable when this returns. On the driver's own threads only, one at a time. */
    static void add(Folder folder, int segment, Collection<Long> offsets) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(ENTRY * offsets.size());
        for (long offset : offsets) {
            int at = out.position();
            out.putInt((int) offset).putInt(segment).putInt(0).putInt(crc(out.array(), at));
        }
        Path path = folder.removals(segment);
        boolean fresh = !Files.exists(path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(file.length() / ENTRY * ENTRY);
            file.write(out.array());
            file.getFD().sync();
        }
        if (fresh) {
            Folder.sync(folder.segments());
        }
    }

    /** Bytes of whole entries. */
    static long length(Folder folder, int segment) throws IOException {
        Path path = folder.removals(segment);
        return Files.exists(path) ? Files.size(path) / ENTRY * ENTRY : 0;
    }

    /** Offsets of removed records, ascending. An entry cut by a crash was never acknowledged and does not count. */
    static int[] read(Folder folder, int segment) throws IOException {
        return read(folder, segment, Long.MAX_VALUE);
    }

    /** The same of the first {@code most} bytes of the log. */
    static int[] read(Folder folder, int segment, long most) throws IOException {
        Path path = folder.removals(segment);
        if (!Files.exists(path)) {
            return new int[0];
        }
        byte[] all = Files.readAllBytes(path);
        byte[] bytes = Arrays.copyOf(all, (int) Math.min(all.length, most));
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int[] offsets = new int[bytes.length / ENTRY];
        int count = 0;
        for (int at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
            if (in.getInt(at + 4) == segment && in.getInt(at + 12) == crc(bytes, at)) {
                offsets[count++] = in.getInt(at);
            }
        }
        int[] good = Arrays.copyOf(offsets, count);
        Arrays.sort(good);
        return good;
    }

    private static int crc(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, ENTRY - 4);
        return (int) crc.getValue();
    }
}
