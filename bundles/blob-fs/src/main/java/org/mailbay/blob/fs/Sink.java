package org.mailbay.blob.fs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A blob while it is written: in memory up to 256 KB, then, or when all sinks together need too much memory, in a file. */
final class Sink implements BlobSink {
    /** The longest content that is packed into a segment. */
    static final int PACKED = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Sink.class);
    private static final int UNKNOWN_SIZE = 8 * 1024;

    private final FsBlobStore store;
    private final MemoryBudget budget;
    private final BlobKey key;
    private final MessageDigest sha256;
    private final long sizeHint;
    private @Nullable RecordBuffer memory;
    private @Nullable LargeFile file;
    private long size;
    private long counted;
    private boolean broken;
    private boolean ended;

    Sink(FsBlobStore store, MemoryBudget budget, BlobKey key, long sizeHint) {
        this.store = store;
        this.budget = budget;
        this.key = key;
        this.sizeHint = sizeHint;
        this.sha256 = sha256();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (ended || broken) {
            throw new IOException(ended ? "the blob has ended" : "the blob failed before");
        }
        broken = true;
        if (file == null && !fitsIntoMemory(length)) {
            spill();
        }
        if (file != null) {
            file.write(bytes, offset, length);
        } else {
            memory().write(bytes, offset, length);
        }
        sha256.update(bytes, offset, length);
        size += length;
        broken = false;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public BlobRef seal() throws IOException {
        if (ended || broken) {
            throw new IOException(ended ? "the blob has ended" : "the blob failed before");
        }
        try (this) {
            byte[] hash = sha256.digest();
            BlobRef ref = new BlobRef(name(key, hash), size);
            if (file != null) {
                store.storeLarge(ref, hash, file);
            } else {
                store.storePacked(key, ref, hash, memory());
            }
            return ref;
        }
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        memory = null;
        budget.giveBack(counted);
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.warn("event=blob-temporary-left reason=\"{}\"", e.toString());
        } finally {
            store.useEnded();
        }
    }

    private boolean fitsIntoMemory(int length) {
        if (size + length > PACKED || sizeHint > PACKED) {
            return false;
        }
        int need = memory().capacityFor(length);
        if (need > counted && !budget.take(need - counted)) {
            return false;
        }
        counted = Math.max(counted, need);
        return true;
    }

    private RecordBuffer memory() {
        RecordBuffer now = memory;
        if (now == null) {
            now = new RecordBuffer(
                    sizeHint >= 0 ? (int) Math.min(sizeHint, PACKED) : UNKNOWN_SIZE, key.sealing() != null);
            memory = now;
        }
        return now;
    }

    private void spill() throws IOException {
        LargeFile to = store.temporary(key);
        file = to;
        if (memory != null) {
            memory.drainTo(to::write);
            memory = null;
        }
        budget.giveBack(counted);
        counted = 0;
    }

    /** What content of this hash is called. */
    static byte[] name(BlobKey key, byte[] hash) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.naming(), "HmacSHA256"));
            return mac.doFinal(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
