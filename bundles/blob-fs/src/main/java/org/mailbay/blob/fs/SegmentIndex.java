package org.mailbay.blob.fs;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.mailbay.store.BlobRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of a segment's records in a file beside it, so that opening need not read the segment. It can always be made again.
 *
 * @param complete whether nothing comes behind {@code end}: the segment is not written any more
 * @param end how far it knows the segment
 * @param entries name (32), offset (4), content length (4) for each record
 */
record SegmentIndex(boolean complete, long salt, long end, ByteBuffer entries) {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentIndex.class);
    private static final int MAGIC = 0x4D_42_49_58;
    private static final int VERSION = 1;
    private static final int HEADER = 32;
    private static final int ENTRY = BlobRef.NAME_LENGTH + 8;

    /** Whether it lists exactly what of a segment was copied. */
    boolean isOf(Manifest.Part part) {
        return complete && salt == part.salt() && end == part.end();
    }

    /** Is shown entries. */
    @FunctionalInterface
    interface Visitor {
        void entry(Name name, int offset, int length);
    }

    void forEach(Visitor visitor) {
        for (int at = 0; at < entries.limit(); at += ENTRY) {
            Name name = Name.of(entries.array(), entries.arrayOffset() + at);
            visitor.entry(name, entries.getInt(at + BlobRef.NAME_LENGTH), entries.getInt(at + BlobRef.NAME_LENGTH + 4));
        }
    }

    /** Reads the file; empty when there is none or it is not to be trusted. */
    static Optional<SegmentIndex> read(Folder folder, int number) throws IOException {
        Path file = folder.index(number);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int body = bytes.length - 4;
        if (body < HEADER || (body - HEADER) % ENTRY != 0 || in.getInt(body) != crc(bytes, body)) {
            LOG.warn("event=blob-index-damaged segment={}", number);
            return Optional.empty();
        }
        if (in.getInt() != MAGIC || in.getInt() != VERSION || in.getInt() != number) {
            LOG.warn("event=blob-index-foreign segment={}", number);
            return Optional.empty();
        }
        boolean complete = in.getInt() == 1;
        return Optional.of(new SegmentIndex(complete, in.getLong(), in.getLong(), in.slice(HEADER, body - HEADER)));
    }

    /** Makes the file from the segment; what fails is logged, for the next open makes it again. On the driver's own threads only. */
    static void writeQuietly(Folder folder, Segment segment, boolean complete) {
        try {
            write(folder, segment, complete);
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=blob-index-not-written segment={} reason=\"{}\"", segment.number(), e.toString());
        }
    }

    private static void write(Folder folder, Segment segment, boolean complete) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(segment.number());
        out.writeInt(complete ? 1 : 0);
        out.writeLong(segment.salt());
        out.writeLong(segment.end());
        try (RandomAccessFile file = new RandomAccessFile(segment.file().toFile(), "r")) {
            ByteSource source = (at, into, offset, length) -> ReadHandles.read(file, at, into, offset, length);
            SegmentScan scan = new SegmentScan(source, segment.salt(), segment.end());
            scan.run(Segment.HEADER, (header, at) -> {
                out.write(header.name().bytes());
                out.writeInt((int) at);
                out.writeInt((int) header.length());
            });
            if (scan.damaged() > 0) {
                LOG.warn("event=blob-segment-damaged segment={} bytes={}", segment.number(), scan.damaged());
            }
        }
        out.writeInt(crc(bytes.toByteArray(), bytes.size()));
        Path temporary = folder.temporary();
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer from = ByteBuffer.wrap(bytes.toByteArray());
            while (from.hasRemaining()) {
                channel.write(from);
            }
            channel.force(true);
        }
        Files.move(temporary, folder.index(segment.number()), StandardCopyOption.ATOMIC_MOVE);
        if (complete && !segment.isPoisoned()) {
            try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
                channel.truncate(segment.end());
            }
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
