package org.mailbay.blob.fs;

import java.io.IOException;
import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/**
 * Judges free disk space, whether blobs are stored and read, and what recovery and the disk's failures left.
 *
 * @param warn free bytes below which to warn
 * @param critical free bytes below which mail is about to be refused
 */
record BlobHealth(long warn, long critical) {
    Result judge(List<FsBlobStore> stores) {
        FormattingResultLog log = new FormattingResultLog();
        log.info("{} shards open", stores.size());
        for (FsBlobStore store : stores) {
            judge(store, log);
        }
        return new Result(log);
    }

    private void judge(FsBlobStore store, FormattingResultLog log) {
        try {
            long free = store.free();
            if (free < critical) {
                log.critical("{}: only {} MB of disk space are free", store, free >> 20);
            } else if (free < warn) {
                log.warn("{}: {} MB of disk space are free", store, free >> 20);
            } else {
                log.info("{}: {} MB of disk space are free", store, free >> 20);
            }
        } catch (IOException e) {
            log.critical("{}: free disk space cannot be asked: {}", store, e.toString());
        }
        Figures figures = store.figures();
        String writing = figures.writingTrouble();
        if (writing != null) {
            log.critical("{}: the last blob was not stored: {}", store, writing);
        }
        String reading = figures.readingTrouble();
        if (reading != null) {
            log.warn("{}: within the last hour a blob could not be read: {}", store, reading);
        }
        store.findings().forEach(finding -> log.critical("{}: {}", store, finding));
        long poisoned = store.poisoned();
        if (poisoned > 0) {
            log.critical(
                    "{}: the disk failed to flush {} segments; what was acknowledged is in them, and the next compaction"
                            + " brings it elsewhere",
                    store,
                    poisoned);
        }
    }
}
