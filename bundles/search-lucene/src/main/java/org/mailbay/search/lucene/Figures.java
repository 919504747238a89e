package org.mailbay.search.lucene;

import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;

/** What the driver counts, of all shards together. */
final class Figures {
    private static final double NANOS = 1e9;

    private final LongAdder queries = new LongAdder();
    private final LongAdder queryNanos = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final LongAdder changeNanos = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder commitNanos = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder removed = new LongAdder();

    void query(long nanos) {
        queries.increment();
        queryNanos.add(nanos);
    }

    void changes(int count, long nanos) {
        changes.add(count);
        changeNanos.add(nanos);
    }

    void commit(long nanos) {
        commits.increment();
        commitNanos.add(nanos);
    }

    void failure() {
        failures.increment();
    }

    void removed() {
        removed.increment();
    }

    void measure(Metrics out) {
        out.counter("mailbay_search_lucene_queries_total", "Searches in the index.", queries.sum());
        out.counter("mailbay_search_lucene_query_seconds_total", "Time spent searching.", queryNanos.sum() / NANOS);
        out.counter("mailbay_search_lucene_changes_total", "Changes of the index.", changes.sum());
        out.counter("mailbay_search_lucene_change_seconds_total", "Time spent changing.", changeNanos.sum() / NANOS);
        out.counter("mailbay_search_lucene_commits_total", "Changes made durable.", commits.sum());
        out.counter(
                "mailbay_search_lucene_commit_seconds_total", "Time spent making durable.", commitNanos.sum() / NANOS);
        out.counter(
                "mailbay_search_lucene_failures_total",
                "Indexes that failed and must be opened again.",
                failures.sum());
        out.counter(
                "mailbay_search_lucene_removed_total",
                "Indexes that could not be read and are made anew.",
                removed.sum());
    }
}
