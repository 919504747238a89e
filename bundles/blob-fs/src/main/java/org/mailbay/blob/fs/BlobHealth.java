package org.mailbay.blob.fs;

import java.io.IOException;
import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/**
 * Judges free disk space and poisoned segments.
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
        long poisoned = store.poisoned();
        if (poisoned > 0) {
            log.critical("{}: the disk failed to write {} segments; what was acknowledged is in them", store, poisoned);
        }
    }
}
