package org.mailbay.store.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.record.LogEntry;

/** An account's newest log entries in memory, by modseq. One thread adds, any thread looks. */
final class Recent {
    private static final int SIZE = 256;

    private volatile @Nullable AtomicReferenceArray<LogEntry> entries;

    void add(LogEntry entry) {
        AtomicReferenceArray<LogEntry> ring = entries;
        if (ring == null) {
            ring = new AtomicReferenceArray<>(SIZE);
            entries = ring;
        }
        ring.set((int) (entry.modSeq() % SIZE), entry);
    }

    /** The entry; null when it is not here any more. */
    @Nullable
    LogEntry get(long modSeq) {
        AtomicReferenceArray<LogEntry> ring = entries;
        LogEntry entry = ring == null ? null : ring.get((int) (modSeq % SIZE));
        return entry != null && entry.modSeq() == modSeq ? entry : null;
    }

    void clear() {
        entries = null;
    }
}
