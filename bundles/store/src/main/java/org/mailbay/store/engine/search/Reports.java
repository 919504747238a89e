package org.mailbay.store.engine.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.store.AccountId;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was done, and what went wrong, since the start. Any thread. */
final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final int MOST = 1_000;

    private static final long WINDOW_NANOS = 5_000_000_000L;

    private long windowStart = System.nanoTime();
    private long windowIndexed;
    private long lastRate;

    private record Where(AccountId account, ObjectId id) {}

    final AtomicLong indexed = new AtomicLong();
    final AtomicLong removed = new AtomicLong();
    final AtomicLong incomplete = new AtomicLong();
    final AtomicLong commits = new AtomicLong();

    private final Map<Where, Finding> findings = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Where, Finding> eldest) {
            return size() > MOST;
        }
    };

    /** Objects indexed a second, lately; for an administrator who looks now and then. */
    synchronized long perSecond() {
        long now = System.nanoTime();
        long indexedNow = indexed.get();
        if (now - windowStart >= WINDOW_NANOS) {
            lastRate = (indexedNow - windowIndexed) * 1_000_000_000L / (now - windowStart);
            windowStart = now;
            windowIndexed = indexedNow;
        }
        return lastRate;
    }

    /** An object was indexed without all of its text. */
    void incomplete(AccountId account, ObjectId id, String why) {
        incomplete.incrementAndGet();
        LOG.warn("event=text-incomplete account={} object={} reason=\"{}\"", account, id, why);
        synchronized (findings) {
            findings.put(new Where(account, id), new Finding("text-incomplete", account, id + ": " + why));
        }
    }

    /** An object was indexed with all of its text. */
    void complete(AccountId account, ObjectId id) {
        if (incomplete.get() > 0) {
            synchronized (findings) {
                findings.remove(new Where(account, id));
            }
        }
    }

    /** The newest ones. */
    List<Finding> findings() {
        synchronized (findings) {
            return new ArrayList<>(findings.values());
        }
    }
}
