package org.mailbay.store.engine.keys;

import java.time.Instant;
import org.mailbay.store.TenantId;

/**
 * What is known of a key that blobs are encrypted with, but not the key.
 *
 * @param number unique on this server, from 1; it stands with each blob
 * @param since when it came into this state
 */
public record DataKey(int number, TenantId tenant, State state, Instant created, Instant since) {
    /** A key's life. The order is that of the stored codes. */
    public enum State {
        /** New blobs are encrypted with it. */
        CURRENT,
        /** Blobs that are encrypted with it are being written anew. */
        RETIRED,
        /** No blob of the store is encrypted with it; it is kept for copies that were made before. */
        UNUSED
    }
}
