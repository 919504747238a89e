package org.mailbay.store.derby;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the driver is set up.
 *
 * @param root the folder of all shards
 * @param lockWait how long to wait for a predecessor to let go of a shard
 * @param patience how long a commit waits for scans of its accounts, or a scan for commits
 * @param drain how long closing waits for what is running
 * @param pageCachePages pages that the engine keeps in memory, of 8 or 32 KB each
 * @param readers threads per shard that read
 * @param groupSize most batches in a transaction
 * @param maxOpen most databases that are open at once
 */
record Settings(
        Path root,
        Duration lockWait,
        Duration patience,
        Duration drain,
        int pageCachePages,
        int readers,
        int groupSize,
        int maxOpen) {
    /** Longer than any scan of an account takes. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    Settings {
        if (pageCachePages < 40 || readers < 1 || readers > 64 || groupSize < 1 || maxOpen < 1) {
            throw new IllegalArgumentException(
                    "store.derby: pageCachePages ≥ 40, 1 ≤ readers ≤ 64, groupSize ≥ 1, maxOpen ≥ 1");
        }
    }

    /** The defaults, over a folder. */
    static Settings of(Path root) {
        return new Settings(root, Duration.ofSeconds(30), PATIENCE, Duration.ofSeconds(10), 4_000, 3, 256, 200);
    }

    /** These, but for how many databases are open. */
    Settings withMaxOpen(int most) {
        return new Settings(root, lockWait, patience, drain, pageCachePages, readers, groupSize, most);
    }

    /** These, but for how long is waited. */
    Settings withWaits(Duration forLock, Duration forTurns, Duration forDrain) {
        return new Settings(root, forLock, forTurns, forDrain, pageCachePages, readers, groupSize, maxOpen);
    }
}
