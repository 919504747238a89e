package org.mailbay.store.spi;

import java.io.IOException;

/** Finds the keys that blobs were sealed with, by the number that stands with each blob. Any thread. */
@FunctionalInterface
public interface KeyRing {
    /** Knows none. */
    KeyRing EMPTY = id -> {
        throw new IOException("blob key " + id + " is not here");
    };

    /**
     * The key of this number: 32 bytes.
     *
     * @throws IOException when it is not here, or the master key that it is wrapped with is not
     */
    byte[] key(int id) throws IOException;
}
