package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records in an embedded Derby database per shard.
 *
 * <p>Costs nothing until a shard is opened. When an older revision of this bundle still has a shard, {@link #open} waits for it to let
 * go: two engines never meet on one database.
 */
@Component(
        configurationPid = "store.derby",
        immediate = true,
        service = {RecordDriver.class, DerbyDriver.class})
@Designate(ocd = DerbyDriver.Config.class)
public final class DerbyDriver implements RecordDriver {
    private static final Logger LOG = LoggerFactory.getLogger(DerbyDriver.class);

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Store in Derby", description = "Records in an embedded Derby database per shard.")
    public @interface Config {
        /** Where shards lie. */
        @AttributeDefinition(description = "Folder of the shards; empty means store in the server's data folder")
        String folder() default "";

        /** How long an update waits. */
        @AttributeDefinition(
                description =
                        "How long to wait for another process or an older revision to let go of a shard, in seconds")
        int lockWaitSeconds() default 30;

        /** How long a stop waits. */
        @AttributeDefinition(description = "How long a stop waits for commits and reads that run, in seconds")
        int drainSeconds() default 10;

        /** Memory. */
        @AttributeDefinition(
                description =
                        "Pages kept in memory by the engine, 8 or 32 kilobytes each; changes take effect when no shard is open")
        int pageCachePages() default 4_000;

        /** Parallel reads. */
        @AttributeDefinition(description = "Threads per shard that read, 1 to 64")
        int readersPerShard() default 3;

        /** Group commit. */
        @AttributeDefinition(description = "Most batches that are made durable together")
        int batchesPerGroup() default 256;

        /** Memory and files. */
        @AttributeDefinition(
                description =
                        "Most databases that are open at once; idle ones are closed for others. Each needs 40 open files")
        int maxOpen() default 200;
    }

    private final Settings settings;
    private final Supplier<Descriptors> descriptors;
    private final Tally tally = new Tally();
    private final Budget budget;
    private final Map<ShardId, Slot> slots = new ConcurrentHashMap<>();
    private final Set<Slot> copies = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    @Activate
    public DerbyDriver(BundleContext context, Config config) {
        this(new Settings(
                config.folder().isEmpty() ? home(context).resolve("store") : Path.of(config.folder()),
                Duration.ofSeconds(config.lockWaitSeconds()),
                Settings.PATIENCE,
                Duration.ofSeconds(config.drainSeconds()),
                config.pageCachePages(),
                config.readersPerShard(),
                config.batchesPerGroup(),
                config.maxOpen()));
    }

    /** Without a container. */
    DerbyDriver(Settings settings) {
        this(settings, Descriptors::now);
    }

    /** Without a container and its limits. */
    DerbyDriver(Settings settings, Supplier<Descriptors> descriptors) {
        this.settings = settings;
        this.descriptors = descriptors;
        budget = new Budget(settings, tally);
        if (descriptors.get().isTooFew(settings.maxOpen())) {
            LOG.error(
                    "event=descriptors-too-few driver=derby reason=\"{}\"",
                    descriptors.get().refusal(settings.maxOpen()));
        }
    }

    private static Path home(BundleContext context) {
        String data = context.getProperty("mailbay.data");
        return Path.of(data == null ? "data" : data).toAbsolutePath();
    }

    @Override
    public String name() {
        return "derby";
    }

    @Override
    public Records open(ShardId shard, @Nullable MasterKey key) throws IOException {
        check();
        return enter(
                slots.computeIfAbsent(
                        shard,
                        id -> new Slot(new ShardHome(id, settings.root().resolve(id.name())), settings, budget, tally)),
                key);
    }

    @Override
    public Records openCopy(Path folder, @Nullable MasterKey key) throws IOException {
        check();
        copies.removeIf(Slot::isLeft);
        Path copy = folder.toAbsolutePath();
        Slot.Home home = OwnThread.run("derby-copy", () -> Copies.open(copy, settings.root()));
        Slot slot = new Slot(home, settings, budget, tally);
        copies.add(slot);
        try {
            return enter(slot, key);
        } catch (IOException refused) {
            copies.remove(slot);
            home.left();
            throw refused;
        }
    }

    @Override
    public void restore(Path folder, ShardId shard) throws IOException {
        check();
        Path copy = folder.toAbsolutePath();
        OwnThread.run("derby-restore", () -> {
            Copies.restore(copy, settings.root(), settings.root().resolve(shard.name()), Duration.ofSeconds(1));
            return copy;
        });
        LOG.info("event=shard-restored driver=derby shard={} from={}", shard, copy);
    }

    private void check() throws IOException {
        if (stopped) {
            throw new IOException("the driver is stopped");
        }
        descriptors.get().check(settings.maxOpen());
    }

    private Records enter(Slot slot, @Nullable MasterKey key) throws IOException {
        Records records = slot.enter(key);
        if (stopped) {
            slot.stop();
            throw new IOException("the driver is stopped");
        }
        return records;
    }

    /** Carries out the commits that wait, within the bound, and leaves no thread, file or lock. */
    @Deactivate
    void stop() throws IOException {
        stopped = true;
        for (Slot slot : slots()) {
            try {
                slot.stop();
            } catch (IOException unclean) {
                LOG.error("event=shard-close driver=derby shard={}", slot.label(), unclean);
            }
        }
    }

    Settings settings() {
        return settings;
    }

    /** Of shards and of copies. */
    List<Slot> slots() {
        return Stream.concat(slots.values().stream(), copies.stream()).toList();
    }

    Descriptors descriptors() {
        return descriptors.get();
    }

    Tally tally() {
        return tally;
    }

    /** Databases that are open. */
    int open() {
        return budget.size();
    }

    /** A shard's database. */
    private record ShardHome(ShardId id, Path folder) implements Slot.Home {
        @Override
        public String label() {
            return id.name();
        }

        @Override
        public boolean readOnly() {
            return false;
        }

        @Override
        public @Nullable ShardKey boot(@Nullable MasterKey master, @Nullable ShardKey known)
                throws IOException, SQLException {
            return Database.boot(folder, master, known);
        }

        @Override
        public void left() {}
    }
}
