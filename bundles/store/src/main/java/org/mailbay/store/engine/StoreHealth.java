package org.mailbay.store.engine;

import java.io.IOException;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether the store can be read. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Store", "hc.tags=mailbay", "hc.tags=store"})
public final class StoreHealth implements HealthCheck {
    private static final int SHOWN = 20;

    private final JmapStore store;

    @Activate
    public StoreHealth(@Reference JmapStore store) {
        this.store = store;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        Shard main = store.shards().main();
        if (!main.records().isPresent() || !main.blobs().isPresent()) {
            log.temporarilyUnavailable(
                    "record driver {} {}, blob driver {} {}",
                    store.shards().recordDrivers().wanted(),
                    main.records().isPresent() ? "there" : "away",
                    store.shards().blobDrivers().wanted(),
                    main.blobs().isPresent() ? "there" : "away");
            return new Result(log);
        }
        String keys = store.shards().keys().failure();
        if (keys != null) {
            log.critical("keys: {}", keys);
        }
        for (Shard shard : store.shards().known()) {
            closed(log, shard, "records", shard.records().failure());
            closed(log, shard, "blobs", shard.blobs().failure());
            closed(log, shard, "search", shard.search().failure());
        }
        store.damaged().values().stream().limit(SHOWN).forEach(why -> log.critical("{}", why));
        if (store.damaged().size() > SHOWN) {
            log.critical("and {} accounts more", store.damaged().size() - SHOWN);
        }
        if (main.records().failure() != null) {
            // To try would wait for it.
            return new Result(log);
        }
        try {
            store.account(AccountId.SYSTEM).orElseThrow().snapshot();
            log.info(
                    "{} accounts in memory, {} KB",
                    store.residents().count(),
                    store.residents().total() >> 10);
        } catch (IOException | RuntimeException e) {
            log.critical("cannot be read: {}", e.getMessage());
        }
        return new Result(log);
    }

    private static void closed(FormattingResultLog log, Shard shard, String what, @Nullable IOException failure) {
        if (failure != null) {
            log.critical(
                    "shard {}: {} cannot be opened, its accounts are away: {}", shard.id(), what, failure.getMessage());
        }
    }
}
