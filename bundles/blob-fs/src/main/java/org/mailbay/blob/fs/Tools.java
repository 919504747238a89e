package org.mailbay.blob.fs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.KeyRing;

/** What reading and writing blobs of one shard needs at every turn. Any thread. */
record Tools(Compressor compressor, Ciphers ciphers, KeyRing keys, Figures figures) implements AutoCloseable {
    Tools(KeyRing keys, Figures figures) {
        this(new Compressor(), new Ciphers(), keys, figures);
    }

    /** What a stored blob is opened with. */
    Seal seal(RecordHeader header) throws IOException {
        return Seal.of(ciphers, keys, header);
    }

    /** What a new blob is sealed with; null: not at all. */
    @Nullable
    Seal freshSeal(BlobKey key) {
        BlobKey.Sealing sealing = key.sealing();
        return sealing == null ? null : Seal.fresh(ciphers, sealing);
    }

    @Override
    public void close() {
        compressor.close();
    }
}
