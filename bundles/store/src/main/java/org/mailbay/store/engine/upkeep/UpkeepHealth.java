package org.mailbay.store.engine.upkeep;

import java.util.Map;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.store.BlobRef;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether blobs are damaged or missing, and whether chores fail. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Store upkeep", "hc.tags=mailbay", "hc.tags=store"})
public final class UpkeepHealth implements HealthCheck {
    private final Upkeep upkeep;

    @Activate
    public UpkeepHealth(@Reference Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        log.info("{} blobs read again, {} removed", upkeep.scrubbing().blobs(), upkeep.removed()[0]);
        for (Map.Entry<String, Map<BlobRef, String>> shard :
                upkeep.scrubbing().damaged().entrySet()) {
            if (!shard.getValue().isEmpty()) {
                Map.Entry<BlobRef, String> first =
                        shard.getValue().entrySet().iterator().next();
                log.critical(
                        "shard {}: {} blobs are damaged, such as {}: {}; get them from a backup",
                        shard.getKey(),
                        shard.getValue().size(),
                        first.getKey(),
                        first.getValue());
            }
        }
        upkeep.last().forEach((shard, found) -> {
            if (found.missing().blobs() > 0) {
                log.critical(
                        "shard {}: {} blobs are referred to and not there; get them from a backup",
                        shard,
                        found.missing().blobs());
            }
        });
        upkeep.failures().forEach((chore, why) -> log.warn("{} fails: {}", chore, why));
        return new Result(log);
    }
}
