package org.mailbay.store.spi;

import org.jspecify.annotations.Nullable;

/**
 * A tenant's secrets for its blobs.
 *
 * @param naming 32 bytes: HMAC-SHA-256 key of the names
 * @param sealing what new blobs are encrypted with; null when they are not
 */
public record BlobKey(byte[] naming, @Nullable Sealing sealing) {
    private static final int LENGTH = 32;

    public BlobKey {
        if (naming.length != LENGTH) {
            throw new IllegalArgumentException("key of " + naming.length + " bytes");
        }
        naming = naming.clone();
    }

    /** Secrets of a tenant whose blobs are not encrypted. */
    public BlobKey(byte[] naming) {
        this(naming, null);
    }

    @Override
    public byte[] naming() {
        return naming.clone();
    }

    @Override
    public String toString() {
        return "BlobKey";
    }

    /**
     * What blobs are encrypted with.
     *
     * @param id by which a {@link KeyRing} finds the key again; from 1
     * @param key 32 bytes: AES-256-GCM
     */
    public record Sealing(int id, byte[] key) {
        public Sealing {
            if (id < 1 || key.length != LENGTH) {
                throw new IllegalArgumentException("key " + id + " of " + key.length + " bytes");
            }
            key = key.clone();
        }

        @Override
        public byte[] key() {
            return key.clone();
        }

        @Override
        public String toString() {
            return "Sealing " + id;
        }
    }
}
