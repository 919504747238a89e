package org.mailbay.store.engine;

import java.time.Duration;

/**
 * What the store is bounded by.
 *
 * @param cacheBytes of accounts in memory, about; the account in use stays even if it is larger
 * @param logTransactions of an account that the log keeps at least
 * @param logTime that the log keeps transactions at least
 * @param patience with a driver that is away
 * @param drain for calls inside a driver that is to go
 * @param tenantsPerShard in shards beside the main one; 0 puts every tenant into that
 * @param retention how long what was replaced or destroyed is kept; zero keeps nothing
 * @param quota bytes that an account may hold, as quota counts them; 0 is no limit
 * @param uploadBytes that an account may hold of what was uploaded and nothing refers to
 * @param uploads how many such blobs
 */
public record Limits(
        long cacheBytes,
        long logTransactions,
        Duration logTime,
        Duration patience,
        Duration drain,
        int tenantsPerShard,
        Duration retention,
        long quota,
        long uploadBytes,
        int uploads) {
    /** With the uploads of a server that says nothing of them. */
    public Limits(
            long cacheBytes,
            long logTransactions,
            Duration logTime,
            Duration patience,
            Duration drain,
            int tenantsPerShard,
            Duration retention,
            long quota) {
        this(
                cacheBytes,
                logTransactions,
                logTime,
                patience,
                drain,
                tenantsPerShard,
                retention,
                quota,
                1_000_000_000,
                1_000);
    }

    /** What an operator set. */
    static Limits of(JmapStore.Config config) {
        return new Limits(
                (long) config.cacheMegabytes() << 20,
                config.logTransactions(),
                Duration.ofDays(config.logDays()),
                Duration.ofSeconds(config.driverWaitSeconds()),
                Duration.ofSeconds(config.drainSeconds()),
                config.tenantsPerShard(),
                Duration.ofDays(config.retentionDays()),
                (long) config.quotaMegabytes() << 20,
                config.uploadMegabytes() * 1_000_000L,
                config.uploads());
    }

    /** Without a quota. */
    public Limits(
            long cacheBytes,
            long logTransactions,
            Duration logTime,
            Duration patience,
            Duration drain,
            int tenantsPerShard,
            Duration retention) {
        this(cacheBytes, logTransactions, logTime, patience, drain, tenantsPerShard, retention, 0);
    }

    /** Keeps a week. */
    public Limits(
            long cacheBytes,
            long logTransactions,
            Duration logTime,
            Duration patience,
            Duration drain,
            int tenantsPerShard) {
        this(cacheBytes, logTransactions, logTime, patience, drain, tenantsPerShard, Duration.ofDays(7));
    }
}
