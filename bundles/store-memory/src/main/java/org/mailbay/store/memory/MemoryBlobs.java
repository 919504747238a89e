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
import org.mailbay.store.spi.KeyRing;

/** A shard's blobs, each with what {@code scrub} compares; outlives the {@link MemoryBlobStore} through which it is used. */
final class MemoryBlobs {
    /**
     * A stored blob.
     *
     * @param stored the content, or what {@link MemorySeal} made of it
     * @param keyId 0: not sealed
     * @param hash SHA-256 of the content
     */
    record Blob(byte[] stored, int keyId, byte[] hash) {
        byte[] content(BlobRef ref, KeyRing keys) throws IOException {
            return keyId == 0 ? stored : MemorySeal.open(keyId, keys.key(keyId), ref, stored);
        }
    }

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
            if (blobs.putIfAbsent(ref, blob(key, ref, content, hash)) != null) {
                release(content.length);
            }
            return ref;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    /** Puts another form in place of one that is still there. */
    boolean replace(BlobRef ref, Blob before, Blob after) {
        return blobs.replace(ref, before, after);
    }

    static Blob blob(BlobKey key, BlobRef ref, byte[] content, byte[] hash) {
        BlobKey.@Nullable Sealing sealing = key.sealing();
        return sealing == null
                ? new Blob(content, 0, hash)
                : new Blob(MemorySeal.close(sealing.key(), ref, content), sealing.id(), hash);
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
