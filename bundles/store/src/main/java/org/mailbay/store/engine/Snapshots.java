package org.mailbay.store.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.LogEntry;
import org.mailbay.store.engine.snapshot.SnapshotFiles;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps large accounts' images in files, written by one thread behind everybody's back; when it cannot keep up, some are not. */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** Objects below which all rows are read in a few milliseconds. */
    private static final int WORTH = 2_000;

    private static final int QUEUE = 64;
    private static final Duration STOP = Duration.ofSeconds(10);

    private final @Nullable SnapshotFiles files;
    private final ExecutorService writer;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    /**
     * @param files null keeps none
     * @param writer is shut down by {@link #stop}
     */
    Snapshots(@Nullable SnapshotFiles files, ExecutorService writer) {
        this.files = files;
        this.writer = writer;
    }

    /** Where an operator has them; null when there are to be none. */
    static @Nullable SnapshotFiles files(@Nullable String data, JmapStore.Config config) {
        if (data == null) {
            return null;
        }
        SnapshotFiles files = new SnapshotFiles(Path.of(data, "snapshots"));
        // Such files are not encrypted: what is left from before must not stay.
        if (!config.snapshotFiles() || config.encryption()) {
            files.removeAll();
            return null;
        }
        return files;
    }

    private static int objects(Image image) {
        return image.all().stream().mapToInt(table -> table.all().size()).sum();
    }

    /** Whether so much happened to an account since its last file that a new one is worth it. */
    boolean isDue(Image image, long filed) {
        long since = image.modSeq() - filed;
        return files != null && since >= 1_000 && since >= objects(image) / 20;
    }

    /** Keeps what an account has in memory, if it is worth it; soon. */
    void keep(Space space) {
        Space.Held held = space.held();
        if (files == null || held == null || waiting.get() >= QUEUE) {
            return;
        }
        waiting.incrementAndGet();
        writer.execute(() -> {
            waiting.decrementAndGet();
            write(files, space, held);
        });
    }

    private void write(SnapshotFiles to, Space space, Space.Held held) {
        Image image = held.image();
        if (image.modSeq() <= space.filed() || objects(image) < WORTH) {
            return;
        }
        ShardId shard = space.shard().id();
        try {
            long start = System.nanoTime();
            long mark = mark(space, held);
            if (mark != 0) {
                to.write(shard, image, new SnapshotFiles.Stamp(image.modSeq(), mark));
                space.filed(image.modSeq());
                written.incrementAndGet();
                LOG.debug(
                        "event=snapshot-written shard={} account={} micros={}",
                        shard,
                        space.id(),
                        (System.nanoTime() - start) / 1_000);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=snapshot-failed shard={} account={} reason=\"{}\"", shard, space.id(), e.toString());
        }
    }

    /** The mark of an image's transaction; 0 when it is not known, or not known to be in the records that are open. */
    private static long mark(Space space, Space.Held held) throws IOException {
        OpenRecords opened = space.shard().records().enter();
        try {
            if (opened.generation() != held.generation()) {
                return 0;
            }
            Image image = held.image();
            byte[] row = opened.records().get(Table.LOG, Keys.log(image.account(), image.modSeq(), 0));
            return row == null ? 0 : LogEntry.markOf(row);
        } finally {
            space.shard().records().exit();
        }
    }

    /** An account's tables from its file, brought up to date; null when all rows are to be read. */
    @Nullable
    ObjectTable @Nullable [] tables(Space space, Records records, Head head) throws IOException {
        ShardId shard = space.shard().id();
        AccountId account = space.id();
        space.filed(0);
        SnapshotFiles.Kept kept = files == null ? null : files.read(shard, account);
        if (kept == null) {
            return null;
        }
        @Nullable ObjectTable[] tables = null;
        try {
            tables = new CatchUp(records, account, head).tables(kept);
        } catch (IOException | RuntimeException e) {
            // The scan of all rows says what is wrong with them.
            LOG.warn("event=snapshot-unusable shard={} account={} reason=\"{}\"", shard, account, e.toString());
        }
        if (tables == null) {
            LOG.info("event=snapshot-outdated shard={} account={}", shard, account);
            files.remove(shard, account);
        } else {
            space.filed(kept.stamp().modSeq());
            read.incrementAndGet();
        }
        return tables;
    }

    /** Removes an account's file, after what is waiting to be written. */
    void forget(Space space) {
        SnapshotFiles of = files;
        if (of != null) {
            of.remove(space.shard().id(), space.id());
            writer.execute(() -> of.remove(space.shard().id(), space.id()));
        }
    }

    /** Files read since the start. */
    long read() {
        return read.get();
    }

    /** Files written since the start. */
    long written() {
        return written.get();
    }

    /** Keeps what is in memory, within a bound, and ends. */
    void stop(Collection<Space> spaces) {
        long deadline = System.nanoTime() + STOP.toNanos();
        writer.shutdown();
        try {
            if (!writer.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
        for (Space space : spaces) {
            Space.Held held = space.held();
            if (files != null && held != null && System.nanoTime() < deadline) {
                write(files, space, held);
            }
        }
    }
}
