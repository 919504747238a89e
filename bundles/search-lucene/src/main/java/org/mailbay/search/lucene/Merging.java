package org.mailbay.search.lucene;

import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Merges segments in the background, one at a time, and says in the log when that fails rather than end a thread with it. */
final class Merging extends ConcurrentMergeScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Merging.class);
    private static final int WAITING = 6;

    private final String shard;
    private volatile @Nullable CorruptIndexException damage;

    Merging(String shard) {
        this.shard = shard;
        setMaxMergesAndThreads(WAITING, 1);
    }

    @Override
    protected void handleMergeException(Throwable failed) {
        LOG.warn("event=search-merge-failed shard={} reason=\"{}\"", shard, failed.toString());
        if (failed instanceof CorruptIndexException found) {
            damage = found;
        }
    }

    /** What a merge found to be damaged. */
    @Nullable
    CorruptIndexException damage() {
        return damage;
    }
}
