package org.mailbay.store.engine.upkeep;

import java.util.Map;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.BlobRef;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what upkeep did and found. */
@Component
public final class UpkeepMetrics implements MetricSource {
    private final Upkeep upkeep;

    @Activate
    public UpkeepMetrics(@Reference Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public void measure(Metrics out) {
        long[] removed = upkeep.removed();
        out.counter("mailbay_store_garbage_removed_blobs_total", "Blobs removed that nothing referred to.", removed[0]);
        out.counter("mailbay_store_garbage_removed_bytes_total", "Bytes of such blobs.", removed[1]);
        long[] evicted = upkeep.evicted();
        out.counter("mailbay_store_uploads_evicted_total", "Uploads that had to make room for newer ones.", evicted[0]);
        out.counter("mailbay_store_uploads_evicted_bytes_total", "Bytes of such uploads.", evicted[1]);
        long waiting = 0;
        long missing = 0;
        for (Garbage found : upkeep.last().values()) {
            waiting += found.garbage().blobs() - found.removed().blobs();
            missing += found.missing().blobs();
        }
        out.gauge("mailbay_store_garbage_blobs", "Blobs without a reference that wait for their time.", waiting);
        out.gauge("mailbay_store_blobs_missing", "Blobs that are referred to and not there.", missing);
        out.counter(
                "mailbay_store_scrubbed_blobs_total",
                "Blobs read to see whether they are damaged.",
                upkeep.scrubbing().blobs());
        out.counter(
                "mailbay_store_scrubbed_bytes_total",
                "Bytes of such blobs.",
                upkeep.scrubbing().bytes());
        long damaged = 0;
        for (Map<BlobRef, String> blobs : upkeep.scrubbing().damaged().values()) {
            damaged += blobs.size();
        }
        out.gauge("mailbay_store_blobs_damaged", "Blobs that are not what was written.", damaged);
        upkeep.scrubbing()
                .progress()
                .forEach((shard, done) -> out.gauge(
                        "mailbay_store_scrub_done_ratio", "How much of the round is done.", done, "shard", shard));
        out.counter(
                "mailbay_store_rewritten_blobs_total",
                "Blobs written anew for another key or compression.",
                upkeep.rewriting().rewritten());
        out.counter(
                "mailbay_store_compacted_bytes_total",
                "Bytes that compaction gave back.",
                upkeep.compacting().given());
        out.gauge(
                "mailbay_store_chores_failing",
                "Chores that failed last time.",
                upkeep.failures().size());
    }
}
