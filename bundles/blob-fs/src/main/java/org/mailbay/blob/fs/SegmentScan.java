package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Walks a segment's records from header to header and compares everything with its checksums; what is damaged is not shown.
 *
 * <p>At damage it goes on with the next place that is a record of this segment (magic, checksum, salt): damage in the middle must not
 * hide what stands behind it.
 */
final class SegmentScan {
    private static final int WINDOW = 1 << 20;
    private static final int ALIGN = 8;

    private final ByteSource source;
    private final long salt;
    private final long to;
    private final byte[] window = new byte[WINDOW];
    private long windowAt;
    private int windowLength;
    private long damaged;

    /** @param to where to stop, in bytes */
    SegmentScan(ByteSource source, long salt, long to) {
        this.source = source;
        this.salt = salt;
        this.to = to;
    }

    /** Is shown records. */
    @FunctionalInterface
    interface Visitor {
        void record(RecordHeader header, long offset) throws IOException;
    }

    /**
     * Walks from {@code from}.
     *
     * @return behind the last good record
     */
    long run(long from, Visitor visitor) throws IOException {
        long at = from;
        long last = from;
        while (at >= 0 && at + RecordHeader.BYTES <= to) {
            Optional<RecordHeader> header = good(at);
            if (header.isPresent()) {
                damaged += at - last;
                visitor.record(header.get(), at);
                last = at + header.get().bytes() + ALIGN - 1 & -ALIGN;
                at = last;
            } else {
                at = nextMagic(at + ALIGN);
            }
        }
        return last;
    }

    /** Bytes between good records that are none. */
    long damaged() {
        return damaged;
    }

    private Optional<RecordHeader> good(long at) throws IOException {
        if (!have(at, RecordHeader.BYTES)) {
            return Optional.empty();
        }
        RecordHeader.refuseNewer(window, (int) (at - windowAt), salt);
        Optional<RecordHeader> found = RecordHeader.decode(window, (int) (at - windowAt));
        if (found.isEmpty() || found.get().salt() != salt || found.get().bytes() > Math.min(WINDOW, to - at)) {
            return Optional.empty();
        }
        return bodyIsGood(at, found.get()) ? found : Optional.empty();
    }

    private boolean bodyIsGood(long at, RecordHeader header) throws IOException {
        if (!have(at, (int) header.bytes())) {
            return false;
        }
        return isWhole(window, (int) (at - windowAt), header);
    }

    /** Whether every chunk of the record that starts at {@code base} is what was written; no key is needed. */
    static boolean isWhole(byte[] bytes, int base, RecordHeader header) {
        int frame = RecordHeader.BYTES;
        try {
            for (int number = 0; number < header.chunks(); number++) {
                int available = (int) (header.tableAt() - frame);
                int plain = Frames.plainLength(header.length(), number);
                Frames.check(bytes, base + frame, available, number, plain, header.tag());
                frame += Frames.HEAD + Frames.stored(bytes, base + frame);
            }
            return frame == header.tableAt();
        } catch (IOException damaged) {
            return false;
        }
    }

    private long nextMagic(long from) throws IOException {
        ByteBuffer view = ByteBuffer.wrap(window);
        for (long at = from; have(at, RecordHeader.BYTES); ) {
            int stop = windowLength - RecordHeader.BYTES;
            for (int i = (int) (at - windowAt); i <= stop; i += ALIGN) {
                if (view.getInt(i) == RecordHeader.MAGIC) {
                    return windowAt + i;
                }
                at = windowAt + i + ALIGN;
            }
        }
        return -1;
    }

    private boolean have(long at, int length) throws IOException {
        if (at >= windowAt && at + length <= windowAt + windowLength) {
            return true;
        }
        windowAt = at;
        windowLength = source.read(at, window, 0, Math.clamp(to - at, 0, WINDOW));
        return windowLength >= length;
    }
}
