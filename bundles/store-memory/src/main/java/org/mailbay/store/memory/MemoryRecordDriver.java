package org.mailbay.store.memory;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keeps records in memory, for as long as this component lives; only where it is configured, and after every durable driver. */
@Component(
        configurationPid = "store.memory",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        property = "service.ranking:Integer=-100")
@Designate(ocd = MemoryRecordDriver.Config.class)
public final class MemoryRecordDriver implements RecordDriver {
    /** What an operator can set. */
    @ObjectClassDefinition(
            name = "Store in memory",
            description = "For trials and tests: everything is lost when the server stops.")
    public @interface Config {
        /** Bound of each shard's records, of its blobs, and of its texts. */
        @AttributeDefinition(
                description =
                        "Most memory for a shard's records, again for its blobs, and again for its texts, in megabytes")
        int maxMegabytes() default 256;
    }

    private final Map<ShardId, MemoryShard> shards = new ConcurrentHashMap<>();
    private final long maxBytes;

    @Activate
    public MemoryRecordDriver(Config config) {
        this((long) config.maxMegabytes() << 20);
    }

    /** Without a container. */
    public MemoryRecordDriver(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Records open(ShardId shard, @Nullable MasterKey key) throws IOException {
        return new MemoryRecords(shards.computeIfAbsent(shard, _ -> new MemoryShard(maxBytes)));
    }
}
