package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Keepers;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.Slot;
import org.mailbay.store.engine.keys.TenantKeys;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the store well, in the background and on demand. */
@Component(configurationPid = "store.upkeep", service = Upkeep.class, immediate = true)
@Designate(ocd = Upkeep.Config.class)
public final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** Blobs looked at at once: bounds memory to about 10 MB. */
    private static final int SLICE = 1 << 16;
    /** What looking at a row costs, about. */
    private static final int BYTES_PER_ROW = 256;
    /** After a start others have much to do. */
    private static final long FIRST_MILLIS = Duration.ofMinutes(5).toMillis();

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Store upkeep", description = "What the store does by itself to stay well.")
    public @interface Config {
        /** How often {@link Collector} walks. */
        @AttributeDefinition(
                description = "How often blobs that nothing refers to are looked for, in hours; 0 is never")
        int collectHours() default 6;

        /** See {@link Collector}. */
        @AttributeDefinition(
                description = "For how long a blob must be known to have no reference before it is removed, in hours,"
                        + " counted from when the server saw it; at least 1")
        int graceHours() default 24;

        /** See {@link Throttle}. */
        @AttributeDefinition(description = "Most that upkeep reads and writes, in megabytes a second")
        int megabytesPerSecond() default 8;

        /** See {@link Scrubbing}. */
        @AttributeDefinition(
                description = "In how many days every blob is read once to see whether it is damaged; 0 is never")
        int scrubDays() default 30;
    }

    private final JmapStore store;
    private final InstantSource clock;
    private final Duration grace;
    private final Gate gate = new Gate();
    private final ReentrantLock collecting = new ReentrantLock();
    private final Map<String, Garbage> last = new ConcurrentHashMap<>();
    private final Chores chores;
    private final Throttle throttle;
    private final Scrubbing scrubbing;
    private final Rewriting rewriting;
    private final Compacting compacting;
    /** Begun, and not ended for every shard. */
    private volatile boolean rewrapping;

    private final AtomicLong removedBlobs = new AtomicLong();
    private final AtomicLong removedBytes = new AtomicLong();

    /** In the container. */
    @Activate
    public Upkeep(@Reference JmapStore store, Config config) {
        this(store, config, InstantSource.system(), null);
        chores.start();
    }

    /** Whose chores are done by {@link #tick}, at the pace of {@code given} if that is not null. */
    Upkeep(JmapStore store, Config config, InstantSource clock, @Nullable Throttle given) {
        this.store = store;
        this.clock = clock;
        grace = Duration.ofHours(Math.max(1, config.graceHours()));
        throttle = given != null ? given : throttle(config.megabytesPerSecond());
        scrubbing =
                new Scrubbing(this::wards, throttle, Duration.ofDays(Math.max(1, config.scrubDays())), this::isStopped);
        rewriting = new Rewriting(this::wards, store.shards().keys(), store::tenantNumber, gate, throttle);
        compacting = new Compacting(this::wards, gate, throttle);
        List<Chore> list = new ArrayList<>(List.of(new Wrapping(), rewriting, compacting));
        if (config.collectHours() > 0) {
            list.add(new Collecting(Duration.ofHours(config.collectHours()).toMillis()));
        }
        if (config.scrubDays() > 0) {
            list.add(scrubbing);
        }
        chores = new Chores(list, clock, clock.millis() + FIRST_MILLIS);
    }

    private Throttle throttle(int megabytesPerSecond) {
        return new Throttle(
                Math.max(1, megabytesPerSecond) * 1_000_000L,
                () -> System.nanoTime() / 1_000_000,
                this::activity,
                this::sleep,
                this::isStopped);
    }

    private void sleep(long millis) {
        chores.sleep(millis);
    }

    private boolean isStopped() {
        return chores.isStopped();
    }

    private List<Ward> wards() throws IOException {
        return store.shards().all().stream().map(Ward::new).toList();
    }

    @Deactivate
    void stop() {
        chores.close();
    }

    /** Does a piece of what is due; says when the next will be. */
    long tick() {
        return chores.tick();
    }

    /** Counts what others write. */
    private long activity() {
        long sum = 0;
        for (Shard shard : store.shards().known()) {
            sum += shard.guard().activity();
        }
        return sum;
    }

    /** Keeps everything from being removed, moved or written anew until it is closed; for backups. */
    public Gate.Pause pause() {
        return gate.pause();
    }

    /** For how long a blob must be without a reference, by configuration. */
    Duration grace() {
        return grace;
    }

    /** The last walk of each shard that removed. */
    Map<String, Garbage> last() {
        return Map.copyOf(last);
    }

    /**
     * Looks for garbage in all shards, now.
     *
     * @param age for how long a blob must be without rows to go
     * @param removes whether it goes; otherwise this only looks
     */
    public Map<String, Garbage> collect(Duration age, boolean removes) throws IOException {
        Map<String, Garbage> all = new LinkedHashMap<>();
        for (Shard shard : store.shards().all()) {
            all.put(shard.id().name(), collect(shard, age, removes, operations -> true));
        }
        return all;
    }

    /** Why no blob may be removed; null when those may go that nothing refers to. */
    @Nullable
    String whyNothingMayGo() throws IOException {
        List<String> keepers = store.shards().keepers().of("records");
        return keepers.size() < 2
                ? null
                : "Nothing is removed: drivers " + keepers
                        + " have records here, and a blob may belong to any of them. Delete the" + " lines in "
                        + Keepers.FILE + " of those that are not needed any more.";
    }

    private Garbage collect(Shard shard, Duration age, boolean removes, Collector.Pace pace) throws IOException {
        String reason = removes ? whyNothingMayGo() : null;
        if (reason != null) {
            throw new IOException(reason);
        }
        if (removes) {
            collecting.lock();
        }
        long start = System.nanoTime();
        try {
            Garbage found = new Collector(
                            new Ward(shard), gate, store::tenantNumber, pace, SLICE, clock.millis(), age, removes)
                    .run();
            if (removes) {
                done(shard, found, (System.nanoTime() - start) / 1_000_000);
            }
            return found;
        } finally {
            if (removes) {
                collecting.unlock();
            }
        }
    }

    private void done(Shard shard, Garbage found, long millis) {
        removedBlobs.addAndGet(found.removed().blobs());
        removedBytes.addAndGet(found.removed().bytes());
        last.put(shard.id().name(), found);
        LOG.info(
                "event=garbage-collected shard={} blobs={} bytes={} rows={} waiting={} millis={}",
                shard.id(),
                found.removed().blobs(),
                found.removed().bytes(),
                found.rowsDeleted(),
                found.garbage().blobs() - found.removed().blobs(),
                millis);
        if (found.missing().blobs() > 0) {
            LOG.error(
                    "event=blobs-missing shard={} blobs={}",
                    shard.id(),
                    found.missing().blobs());
        }
    }

    Scrubbing scrubbing() {
        return scrubbing;
    }

    Rewriting rewriting() {
        return rewriting;
    }

    Compacting compacting() {
        return compacting;
    }

    /** What fails, by chore, and why. */
    Map<String, String> failures() {
        return chores.failures();
    }

    /** Makes everything due now. */
    void wake() {
        chores.wake();
    }

    /** Blobs and bytes removed since the start. */
    long[] removed() {
        return new long[] {removedBlobs.get(), removedBytes.get()};
    }

    /** Uploads given up before their time, blobs and bytes, since the start. */
    long[] evicted() {
        long[] all = new long[2];
        for (Shard shard : store.shards().known()) {
            all[0] += shard.guard().evicted()[0];
            all[1] += shard.guard().evicted()[1];
        }
        return all;
    }

    TenantKeys keys() {
        return store.shards().keys();
    }

    /** Milliseconds since 1970. */
    long now() {
        return clock.millis();
    }

    /**
     * Wraps all keys with the present master key: the tenants' here, the drivers' when they open their shard again.
     *
     * @return how many of the tenants'
     */
    int rewrap() throws IOException {
        rewrapping = true;
        int wrapped = keys().rewrap();
        Set<Shard> shards = new LinkedHashSet<>(store.shards().all());
        shards.addAll(store.shards().known());
        for (Shard shard : shards) {
            reopen(shard.records());
            if (shard.search().isPresent()) {
                rewrapIndex(shard);
            }
        }
        rewrapping = false;
        return wrapped;
    }

    private static <D, O extends AutoCloseable> void reopen(Slot<D, O> slot) throws IOException {
        O open = slot.enter();
        slot.exit();
        slot.discard(open);
        slot.enter();
        slot.exit();
    }

    /** An index that cannot be opened must not keep the keys of others old: it is made anew if its key is lost. */
    private static void rewrapIndex(Shard shard) {
        try {
            reopen(shard.search());
        } catch (IOException e) {
            LOG.warn("event=search-key-not-rewrapped shard={} reason=\"{}\"", shard.id(), e.getMessage());
        }
    }

    /** Wraps keys anew when there is another master key. */
    private final class Wrapping implements Chore {
        private static final long EVERY = 60_000;

        @Override
        public String name() {
            return "wrap";
        }

        @Override
        public long step(long now) throws IOException {
            // Whoever opens the main shard wraps its keys; that others may be open is why this is not left to that.
            if (rewrapping || keys().isStale() && keys().wasOpened()) {
                rewrap();
            }
            return now + EVERY;
        }
    }

    /** Removes garbage every few hours. */
    private final class Collecting implements Chore {
        private final long every;

        Collecting(long every) {
            this.every = every;
        }

        @Override
        public String name() {
            return "collect";
        }

        @Override
        public long step(long now) throws IOException {
            for (Shard shard : store.shards().all()) {
                collect(shard, grace, true, operations -> throttle.spend((long) operations * BYTES_PER_ROW));
            }
            return now + every;
        }
    }
}
