package org.mailbay.store.memory;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.mailbay.store.spi.ShardId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Keeps blobs in memory, for as long as this component lives; only where it is configured, and after every durable driver. */
@Component(
        configurationPid = "store.memory",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        property = "service.ranking:Integer=-100")
public final class MemoryBlobDriver implements BlobDriver {
    private final Map<ShardId, MemoryBlobs> shards = new ConcurrentHashMap<>();
    private final long maxBytes;

    @Activate
    public MemoryBlobDriver(MemoryRecordDriver.Config config) {
        this((long) config.maxMegabytes() << 20);
    }

    /** Without a container. */
    public MemoryBlobDriver(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public BlobStore open(ShardId shard, KeyRing keys) throws IOException {
        return new MemoryBlobStore(shards.computeIfAbsent(shard, _ -> new MemoryBlobs(maxBytes)), keys);
    }
}
