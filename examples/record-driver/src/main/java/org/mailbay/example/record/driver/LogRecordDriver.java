package org.mailbay.example.record.driver;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keeps each shard in one append-only file, and all of it in memory. */
@Component(
        configurationPid = "example.record-driver",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = LogRecordDriver.Config.class)
public final class LogRecordDriver implements RecordDriver {
    /** Configuration. */
    @ObjectClassDefinition(
            name = "Example of a record driver",
            description = "An append-only log and sorted maps in memory.")
    public @interface Config {
        /** Where. */
        @AttributeDefinition(description = "Folder in which the shards lie.")
        String folder();
    }

    /** A shard and how many views there are of it. */
    private static final class Open {
        private final LogShard shard;
        private int views;

        Open(LogShard shard) {
            this.shard = shard;
        }
    }

    private final Path folder;
    private final Map<ShardId, Open> shards = new HashMap<>();
    private boolean stopped;

    @Activate
    public LogRecordDriver(Config config) {
        this(Path.of(config.folder()));
    }

    /** Without a container. */
    public LogRecordDriver(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "example-log";
    }

    /** Views of one shard share it: two logs of one file would spoil it. */
    @Override
    public synchronized Records open(ShardId id, @Nullable MasterKey key) throws IOException {
        if (stopped) {
            throw new IOException("the driver is stopped");
        }
        if (key != null) {
            throw new IOException("this driver cannot encrypt");
        }
        Open open = shards.get(id);
        if (open == null) {
            open = new Open(LogShard.open(folder.resolve(id.name())));
            shards.put(id, open);
        }
        open.views++;
        return new LogRecords(open.shard, () -> leave(id));
    }

    private synchronized void leave(ShardId id) throws IOException {
        Open open = shards.get(id);
        if (open != null && --open.views == 0) {
            shards.remove(id);
            open.shard.close();
        }
    }

    @Override
    public Records openCopy(Path copy, @Nullable MasterKey key) throws IOException {
        LogShard shard = LogShard.read(copy);
        return new LogRecords(shard, shard::close);
    }

    @Override
    public synchronized void restore(Path copy, ShardId id) throws IOException {
        Path target = folder.resolve(id.name());
        if (shards.containsKey(id) || Files.exists(target.resolve(Log.NAME))) {
            throw new FileAlreadyExistsException(target.toString(), null, "there is a shard already");
        }
        try (LogShard shard = LogShard.read(copy)) {
            shard.backup(target);
        }
    }

    /** Ends every shard; what is being committed ends first, because it holds the shard's lock. */
    @Deactivate
    public void stop() throws IOException {
        List<Open> all;
        synchronized (this) {
            stopped = true;
            all = new ArrayList<>(shards.values());
            shards.clear();
        }
        for (Open open : all) {
            open.shard.close();
        }
    }
}
