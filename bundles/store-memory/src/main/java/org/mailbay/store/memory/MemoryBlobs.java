package org.mailbay.store.memory;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.spi.BlobKey;

/** A shard's blobs, each with what {@code scrub} compares; outlives the {@link MemoryBlobStore} through which it is used. */
final class MemoryBlobs {
    /** Content and its SHA-256. */
    record Blob(byte[] content, byte[] hash) {}

    private final Map<BlobRef, Blob> blobs = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;

    MemoryBlobs(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Map<BlobRef, Blob> all() {
        return blobs;
    }

    @Nullable
    Blob get(BlobRef ref) {
        return blobs.get(ref);
    }

    void remove(BlobRef ref) {
        if (blobs.remove(ref) != null) {
            release(ref.size());
        }
    }

    /** Sets memory aside for a sink. */
    void reserve(long length) throws IOException {
        if (bytes.addAndGet(length) > maxBytes) {
            bytes.addAndGet(-length);
            throw new IOException("the memory store is full: more than " + maxBytes + " bytes");
        }
    }

    void release(long length) {
        bytes.addAndGet(-length);
    }

    /** Keeps content for which memory is reserved. */
    BlobRef seal(BlobKey key, byte[] content) {
        byte[] hash = sha256(content);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.naming(), "HmacSHA256"));
            BlobRef ref = new BlobRef(mac.doFinal(hash), content.length);
            if (blobs.putIfAbsent(ref, new Blob(content, hash)) != null) {
                release(content.length);
            }
            return ref;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    long bytes() {
        return bytes.get();
    }
}
