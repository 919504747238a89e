package org.mailbay.store.spi;

/**
 * A tenant's secrets for its blobs.
 *
 * @param naming 32 bytes: HMAC-SHA-256 key of the names
 */
public record BlobKey(byte[] naming) {
    public BlobKey {
        if (naming.length != 32) {
            throw new IllegalArgumentException("key of " + naming.length + " bytes");
        }
        naming = naming.clone();
    }

    @Override
    public byte[] naming() {
        return naming.clone();
    }

    @Override
    public String toString() {
        return "BlobKey";
    }
}
