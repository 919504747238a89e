package org.mailbay.search.lucene.seal;

import java.io.IOException;
import java.util.zip.CRC32;
import javax.crypto.SecretKey;
import org.apache.lucene.store.BufferedChecksum;
import org.apache.lucene.store.IndexOutput;

/** Writes a sealed file. A block is sealed when it is known whether another one follows. One thread. */
final class SealedOutput extends IndexOutput {
    private final IndexOutput disk;
    private final Sealing sealing;
    private final SecretKey key;
    private final BufferedChecksum checksum = new BufferedChecksum(new CRC32());
    private final byte[] block = new byte[Sealing.BLOCK];
    private final byte[] sealed = new byte[Sealing.BLOCK + Sealing.TAG];
    private int filled;
    private long blocks;
    private long written;
    private boolean closed;

    SealedOutput(IndexOutput disk, Sealing sealing) throws IOException {
        super("sealed " + disk.getName(), disk.getName());
        this.disk = disk;
        this.sealing = sealing;
        byte[] head = sealing.head();
        key = sealing.fileKey(head, disk.getName());
        disk.writeBytes(head, head.length);
    }

    @Override
    public void writeByte(byte b) throws IOException {
        checksum.update(b);
        if (filled == block.length) {
            flush(false);
        }
        block[filled++] = b;
        written++;
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
        checksum.update(bytes, offset, length);
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == block.length) {
                flush(false);
            }
            int count = Math.min(left, block.length - filled);
            System.arraycopy(bytes, at, block, filled, count);
            filled += count;
            at += count;
            left -= count;
        }
        written += length;
    }

    private void flush(boolean last) throws IOException {
        int made = sealing.seal(key, blocks, last, block, filled, sealed);
        // Counted first: should writing fail, this number is not used again.
        blocks++;
        filled = 0;
        disk.writeBytes(sealed, 0, made);
    }

    @Override
    public long getFilePointer() {
        return written;
    }

    /** Of what was written, not of what is on the disk. */
    @Override
    public long getChecksum() {
        return checksum.getValue();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (disk) {
            flush(true);
        }
    }
}
