package org.mailbay.search.lucene.seal;

import java.io.IOException;
import javax.crypto.SecretKey;
import org.apache.lucene.store.IndexInput;

/** A sealed file that is open: what all inputs of it share. */
final class SealedFile {
    private final String name;
    private final IndexInput disk;
    private final Sealing sealing;
    private final Blocks cache;
    private final SecretKey key;
    private final long sealed;
    private final long blocks;
    private final long length;

    /** @param disk closed with this; read by its clones only */
    SealedFile(String name, IndexInput disk, Sealing sealing, Blocks cache) throws IOException {
        this.name = name;
        this.disk = disk;
        this.sealing = sealing;
        this.cache = cache;
        sealed = disk.length();
        Sealing.check(sealed, name);
        blocks = Sealing.blocks(sealed);
        length = Sealing.length(sealed);
        byte[] head = new byte[Sealing.HEAD];
        disk.readBytes(head, 0, head.length);
        key = sealing.fileKey(head, name);
        // Proves the length; and Lucene reads every file's end first.
        block(blocks - 1, disk.clone());
    }

    /** In bytes, as they were written. */
    long length() {
        return length;
    }

    /** An input of the disk for one user. */
    IndexInput disk() {
        return disk.clone();
    }

    /** A block, which is not to be changed; {@code mine} is the user's of {@link #disk()}. */
    byte[] block(long number, IndexInput mine) throws IOException {
        byte[] known = cache.get(this, number);
        if (known != null) {
            return known;
        }
        boolean last = number == blocks - 1;
        long from = Sealing.HEAD + number * (Sealing.BLOCK + Sealing.TAG);
        byte[] read = new byte[(int) (last ? sealed - from : Sealing.BLOCK + Sealing.TAG)];
        mine.seek(from);
        mine.readBytes(read, 0, read.length, false);
        byte[] plain = sealing.open(key, number, last, read, read.length, name);
        cache.put(this, number, plain);
        return plain;
    }

    void close() throws IOException {
        disk.close();
    }
}
