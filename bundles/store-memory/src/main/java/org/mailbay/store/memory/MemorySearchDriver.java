package org.mailbay.store.memory;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Keeps texts in memory, for as long as this component lives; only where it is configured, and after every durable driver. */
@Component(
        configurationPid = "store.memory",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        property = "service.ranking:Integer=-100")
public final class MemorySearchDriver implements SearchDriver {
    private final Map<ShardId, MemoryTexts> shards = new ConcurrentHashMap<>();
    private final long maxBytes;

    @Activate
    public MemorySearchDriver(MemoryRecordDriver.Config config) {
        this((long) config.maxMegabytes() << 20);
    }

    /** Without a container. */
    public MemorySearchDriver(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public SearchIndex open(ShardId shard, @Nullable MasterKey key) throws IOException {
        return new MemorySearchIndex(shards.computeIfAbsent(shard, _ -> new MemoryTexts(maxBytes)));
    }
}
