package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;

/** A range of a stored blob, read chunk by chunk; every chunk is compared with its checksum before a byte of it is given out. */
final class RangeStream extends InputStream {
    private final ByteSource source;
    private final long start;
    private final RecordHeader header;
    private final Tools tools;
    private final @Nullable Seal seal;
    private final byte[] hash;
    private final Runnable onClose;
    private final long end;
    private boolean closed;
    private long position;
    private byte[] raw;
    private byte[] opened = {};
    private byte[] plain = {};
    private int plainAt;
    private int chunk = -1;
    private long nextFrame = RecordHeader.BYTES;

    /**
     * Opens a range and reads its first chunk when that is the blob's first.
     *
     * @param start where the record begins in {@code source}
     * @param from first byte of the content wanted, at most its length
     * @param length bytes wanted, not past the content's end
     * @param onClose told once
     */
    RangeStream(ByteSource source, long start, BlobRef ref, long from, long length, Tools tools, Runnable onClose)
            throws IOException {
        this.source = source;
        this.start = start;
        this.tools = tools;
        this.onClose = onClose;
        boolean atOnce = from < Frames.CHUNK && length > 0;
        int first = RecordHeader.BYTES + (atOnce ? Frames.HEAD + Frames.plainLength(ref.size(), 0) + Seal.TAG : 0);
        raw = new byte[first];
        int n = source.read(start, raw, 0, first);
        if (n < RecordHeader.BYTES) {
            throw new IOException("blob is cut: its header ends after " + n + " bytes");
        }
        RecordHeader.refuseNewer(raw, 0, ByteBuffer.wrap(raw).getLong(RecordHeader.SALT_AT));
        header = RecordHeader.decode(raw, 0).orElseThrow(() -> new IOException("blob has a damaged header"));
        if (!header.name().equals(Name.of(ref)) || header.length() != ref.size()) {
            throw new IOException("another blob stands where this one should be");
        }
        seal = header.isSealed() ? tools.seal(header) : null;
        hash = seal == null ? header.hash() : seal.openHeader(raw, 0);
        position = from;
        end = from + length;
        if (atOnce) {
            unpack(0, RecordHeader.BYTES, RecordHeader.BYTES, n - RecordHeader.BYTES);
        }
    }

    RecordHeader header() {
        return header;
    }

    /** Whether this is the content's SHA-256; of a sealed blob half of it is known. */
    boolean hasHash(byte[] sha256) {
        return Arrays.equals(hash, Arrays.copyOf(sha256, hash.length));
    }

    @Override
    public int read() throws IOException {
        if (!fill()) {
            return -1;
        }
        return plain[plainAt + (int) (position++ % Frames.CHUNK)] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int at = (int) (position % Frames.CHUNK);
        int n = (int) Math.min(Math.min(length, Frames.CHUNK - at), end - position);
        System.arraycopy(plain, plainAt + at, into, offset, n);
        position += n;
        return n;
    }

    @Override
    public long skip(long n) {
        long skipped = Math.clamp(n, 0, end - position);
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        long inChunk = chunk == position / Frames.CHUNK ? Frames.CHUNK - position % Frames.CHUNK : 0;
        return (int) Math.min(inChunk, end - position);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            position = end;
            onClose.run();
            source.close();
        }
    }

    private boolean fill() throws IOException {
        if (position >= end) {
            return false;
        }
        int wanted = (int) (position / Frames.CHUNK);
        if (wanted != chunk) {
            try {
                load(wanted);
            } catch (IOException e) {
                tools.figures().readFailed(e);
                throw e;
            }
        }
        return true;
    }

    private void load(int wanted) throws IOException {
        long at = frameAt(wanted);
        int most = Frames.HEAD + Frames.plainLength(header.length(), wanted) + header.tag();
        if (raw.length < most) {
            raw = new byte[most];
        }
        unpack(wanted, at, 0, source.read(start + at, raw, 0, most));
    }

    private void unpack(int number, long frame, int at, int available) throws IOException {
        int length = Frames.plainLength(header.length(), number);
        Frames.check(raw, at, available, number, length, header.tag());
        boolean compressed = Frames.isCompressed(raw, at);
        int stored = Frames.stored(raw, at);
        nextFrame = frame + Frames.HEAD + stored;
        byte[] from = raw;
        int fromAt = at + Frames.HEAD;
        if (seal != null) {
            opened = opened.length >= stored ? opened : new byte[stored];
            seal.open(raw, fromAt, stored, opened, number, compressed);
            from = opened;
            fromAt = 0;
            stored -= Seal.TAG;
        }
        if (compressed) {
            boolean again = plain != raw && plain != opened && plain.length >= length;
            byte[] inflated = again ? plain : new byte[length];
            tools.compressor().inflate(from, fromAt, stored, inflated, length);
            from = inflated;
            fromAt = 0;
        }
        plain = from;
        plainAt = fromAt;
        chunk = number;
    }

    private long frameAt(int number) throws IOException {
        if (header.codec() == RecordHeader.Codec.NONE) {
            return RecordHeader.BYTES + (long) number * (Frames.CHUNK + Frames.HEAD + header.tag());
        }
        if (number == 0) {
            return RecordHeader.BYTES;
        }
        if (number == chunk + 1) {
            return nextFrame;
        }
        byte[] entry = new byte[8];
        int n = source.read(start + header.tableAt() + 8L * number, entry, 0, 8);
        long at = ByteBuffer.wrap(entry).getLong();
        if (n < 8 || at < RecordHeader.BYTES || at >= header.tableAt()) {
            throw new IOException("blob has a damaged table of chunks");
        }
        return at;
    }
}
