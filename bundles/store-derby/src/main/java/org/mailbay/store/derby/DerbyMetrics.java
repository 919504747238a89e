package org.mailbay.store.derby;

import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what the driver has done and what waits. */
@Component
public final class DerbyMetrics implements MetricSource {
    private static final String PREFIX = "mailbay_store_derby_";

    private final DerbyDriver driver;

    @Activate
    public DerbyMetrics(@Reference DerbyDriver driver) {
        this.driver = driver;
    }

    @Override
    public void measure(Metrics out) {
        Tally tally = driver.tally();
        out.counter(
                PREFIX + "batches_total",
                "Batches that were carried out",
                tally.batches().sum());
        out.counter(
                PREFIX + "flushes_total",
                "Groups of batches made durable by one flush",
                tally.groups().sum());
        out.counter(
                PREFIX + "commit_seconds_total",
                "Time spent on groups",
                tally.commitNanos().sum() / 1e9);
        out.counter(
                PREFIX + "refused_total",
                "Batches whose condition did not hold",
                tally.refusals().sum());
        out.counter(
                PREFIX + "reads_total",
                "Reads of keys and of parts of scans",
                tally.reads().sum());
        out.counter(
                PREFIX + "failures_total",
                "Databases that failed",
                tally.failures().sum());
        out.counter(
                PREFIX + "opened_total",
                "Databases that were opened",
                tally.opened().sum());
        out.counter(
                PREFIX + "reopened_total",
                "Databases opened again for their users",
                tally.reopened().sum());
        out.counter(
                PREFIX + "evicted_total",
                "Idle databases closed for others",
                tally.evictions().sum());
        int commits = 0;
        int reads = 0;
        int troubles = 0;
        for (Slot slot : driver.slots()) {
            Shard shard = slot.shard();
            commits += shard == null ? 0 : shard.turns().waiting();
            reads += shard == null ? 0 : shard.readers().waiting();
            troubles += slot.trouble().isEmpty() ? 0 : 1;
        }
        out.gauge(PREFIX + "commits_waiting", "Batches that wait", commits);
        out.gauge(PREFIX + "reads_waiting", "Reads that wait for a thread", reads);
        out.gauge(PREFIX + "shards_failed", "Shards that cannot be used now", troubles);
        out.gauge(PREFIX + "databases_open", "Databases that are open", driver.open());
        out.gauge(
                PREFIX + "databases_open_limit",
                "Most that may be",
                driver.settings().maxOpen());
        out.gauge(
                PREFIX + "files_open",
                "Files and sockets that the process has open",
                driver.descriptors().open());
        out.gauge(
                PREFIX + "files_open_limit",
                "Most that may be",
                driver.descriptors().most());
    }
}
