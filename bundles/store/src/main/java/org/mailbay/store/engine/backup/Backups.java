package org.mailbay.store.engine.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.Progress;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.recovery.Manifest;
import org.mailbay.store.engine.upkeep.Gate;
import org.mailbay.store.engine.upkeep.Upkeep;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes copies of everything, each day or on demand, one at a time. */
@Component(
        configurationPid = "store.backup",
        service = {Backups.class, MetricSource.class},
        immediate = true)
@Designate(ocd = Backups.Config.class)
public final class Backups implements MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Store backup", description = "Copies of everything, made while the server runs.")
    public @interface Config {
        /** Where copies go. */
        @AttributeDefinition(description = "Folder of the copies, better on another disk; empty makes none by itself")
        String folder() default "";

        /** When. */
        @AttributeDefinition(
                description = "Hour of the day, in the server's time zone, at which a copy is made, 0 to 23")
        int hour() default 3;

        /** How many. */
        @AttributeDefinition(
                description = "How many copies are kept; more than [store] retentionDays of daily copies lack blobs"
                        + " that were removed since, for all copies share their blobs")
        int keep() default 7;
    }

    private final JmapStore store;
    private final BackupRun.Pausing pausing;
    private final Config config;
    private final ReentrantLock running = new ReentrantLock();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("store-backup").daemon().factory());
    private volatile @Nullable Instant last;
    private volatile @Nullable String failure;
    private volatile long made;
    private volatile long failed;
    private volatile long millis;

    /** In the container. */
    @Activate
    public Backups(@Reference JmapStore store, @Reference Upkeep upkeep, Config config) {
        this(
                store,
                () -> {
                    Gate.Pause pause = upkeep.pause();
                    return pause::close;
                },
                config);
        schedule();
    }

    Backups(JmapStore store, BackupRun.Pausing pausing, Config config) {
        this.store = store;
        this.pausing = pausing;
        this.config = config;
    }

    @Deactivate
    public void stop() {
        // What runs is awaited; tomorrow's copy, which waits in the queue, is not.
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.shutdown();
        boolean interrupted = false;
        try {
            timer.awaitTermination(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void schedule() {
        Path folder = folder();
        if (folder != null) {
            see(folder);
            timer.schedule(
                    this::daily, untilHour(Instant.ofEpochMilli(store.now())).toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** How long it is until the configured hour, more than nothing. */
    Duration untilHour(Instant now) {
        ZonedDateTime local = now.atZone(ZoneId.systemDefault());
        ZonedDateTime next =
                local.toLocalDate().atTime(Math.clamp(config.hour(), 0, 23), 0).atZone(local.getZone());
        if (!next.isAfter(local)) {
            next = next.plusDays(1);
        }
        return Duration.between(local, next);
    }

    private void daily() {
        Path folder = folder();
        try {
            if (folder != null) {
                run(folder, Progress.NONE);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("event=backup-daily outcome=failed");
        } finally {
            if (!timer.isShutdown()) {
                schedule();
            }
        }
    }

    /** The configured folder; null when there is none. */
    @Nullable
    Path folder() {
        return config.folder().isEmpty() ? null : Path.of(config.folder());
    }

    /** Takes down when the newest copy was made. */
    private void see(Path folder) {
        try {
            List<String> names = BackupRun.names(folder, true);
            if (!names.isEmpty()) {
                last = Manifest.of(folder.resolve(names.getLast())).made();
            }
        } catch (IOException e) {
            failure = e.getMessage();
        }
    }

    /** Makes a copy and lets the oldest go. */
    BackupRun.Result run(Path folder, Progress progress) throws IOException {
        if (!folder.isAbsolute()) {
            throw new IOException("the folder of the copies must be an absolute path: " + folder);
        }
        running.lock();
        long start = System.nanoTime();
        try {
            BackupRun.Result result = new BackupRun(store, pausing, folder, progress).run();
            int rotated = config.keep() < 1 ? 0 : BackupRun.rotate(folder, config.keep());
            millis = (System.nanoTime() - start) / 1_000_000;
            last = result.manifest().made();
            failure = null;
            made++;
            LOG.info(
                    "event=backup outcome=made copy={} accounts={} references={} blobBytes={} rotated={} millis={}",
                    folder.resolve(result.name()),
                    result.manifest().accounts(),
                    result.manifest().references(),
                    result.blobBytes(),
                    rotated,
                    millis);
            return result;
        } catch (IOException | RuntimeException e) {
            failed++;
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
            LOG.error("event=backup outcome=failed folder={}", folder, e);
            throw e;
        } finally {
            running.unlock();
        }
    }

    /** When the newest copy was made; null when there is none. */
    @Nullable
    Instant last() {
        return last;
    }

    /** Why the last one failed; null when it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    /** How old the newest copy is; null when there is none. */
    @Nullable
    Duration age() {
        Instant when = last;
        return when == null ? null : Duration.between(when, Instant.ofEpochMilli(store.now()));
    }

    @Override
    public void measure(Metrics out) {
        out.counter("mailbay_store_backups_total", "Copies made", made);
        out.counter("mailbay_store_backups_failed_total", "Copies that failed", failed);
        Duration age = age();
        if (age != null) {
            out.gauge("mailbay_store_backup_age_seconds", "Age of the newest copy", age.toSeconds());
        }
        out.gauge("mailbay_store_backup_seconds", "How long the last copy took", millis / 1_000.0);
    }
}
