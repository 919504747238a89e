package org.mailbay.store.engine.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.keys.KeptKeys;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all shards of a copy before the first of them is opened, when the data folder has a file {@code restore-from} that names the
 * copy's folder. That file is renamed when all is done; what is done of it stands in {@code restore-from.done}, so that one that was
 * cut short goes on at the next start. Shards that exist are never replaced: then nothing is opened, and the reason is said.
 */
public final class FullRestore {
    /** The file's name. */
    public static final String FILE = "restore-from";

    private static final Logger LOG = LoggerFactory.getLogger(FullRestore.class);
    private static final String BEGUN = "begun ";
    private static final String DONE = "done ";
    private static final String REFUSED = "refused ";
    private static final String FAILED = "failed ";
    /** A copy that cannot be read or a full disk is not tried again at once: it may be many gigabytes each time. */
    private static final long AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

    private final @Nullable Path data;
    private volatile boolean over;
    private @Nullable IOException failure;
    private long failed;

    /** @param data the data folder; null restores nothing */
    public FullRestore(@Nullable Path data) {
        this.data = data;
        over = data == null || !Files.exists(data.resolve(FILE));
    }

    /** Whether nothing is left to be restored. */
    public boolean isOver() {
        return over;
    }

    /** Restores records, if that is wanted and not done yet. */
    public void records(RecordDriver driver, @Nullable MasterKey key) throws IOException {
        if (!over) {
            all(
                    "records",
                    (copy, shard) -> driver.restore(copy.resolve("records").resolve(shard.name()), shard),
                    (copy, shard) -> {
                        try (Records records = driver.open(shard, key)) {
                            int keys = shard.equals(main(copy)) ? KeptKeys.add(keptKeys(copy), records) : 0;
                            LOG.info(
                                    "event=records-restored shard={} accounts={} youngerKeys={}",
                                    shard,
                                    new Jump(records).run(),
                                    keys);
                        }
                    });
        }
    }

    /** Restores blobs, if that is wanted and not done yet. */
    public void blobs(BlobDriver driver) throws IOException {
        if (!over) {
            all(
                    "blobs",
                    (copy, shard) -> driver.restore(copy.resolveSibling("blobs").resolve(shard.name()), shard),
                    (copy, shard) -> LOG.info("event=blobs-restored shard={}", shard));
        }
    }

    private interface Maker {
        void make(Path copy, ShardId shard) throws IOException;
    }

    private interface Finisher {
        void finish(Path copy, ShardId shard) throws IOException;
    }

    /** The shard that has the keys: the first. */
    private static ShardId main(Path copy) throws IOException {
        return Manifest.of(copy).shards().getFirst();
    }

    private static Path keptKeys(Path copy) {
        return copy.resolveSibling("blobs").resolve(KeptKeys.FILE);
    }

    private synchronized void all(String what, Maker maker, Finisher finisher) throws IOException {
        if (over || data == null) {
            return;
        }
        if (failure != null && System.nanoTime() - failed < AGAIN_NANOS) {
            throw new IOException(failure.getMessage(), failure);
        }
        try {
            restore(data, what, maker, finisher);
            failure = null;
        } catch (IOException e) {
            failure = e;
            failed = System.nanoTime();
            throw e;
        }
    }

    private void restore(Path data, String what, Maker maker, Finisher finisher) throws IOException {
        Path copy = Path.of(
                Files.readString(data.resolve(FILE), StandardCharsets.UTF_8).strip());
        Manifest manifest = Manifest.of(copy);
        for (ShardId shard : manifest.shards()) {
            one(what + " " + shard, copy, shard, maker, finisher);
        }
        List<String> done = done();
        for (ShardId shard : manifest.shards()) {
            if (!done.contains(DONE + "records " + shard) || !done.contains(DONE + "blobs " + shard)) {
                return;
            }
        }
        String name = "restored-from-" + copy.getFileName();
        Files.move(data.resolve(FILE), data.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(data.resolve(FILE + ".done"));
        over = true;
        LOG.info("event=store-restored copy={} made={}", copy, manifest.made());
    }

    private void one(String step, Path copy, ShardId shard, Maker maker, Finisher finisher) throws IOException {
        List<String> done = done();
        if (done.contains(DONE + step)) {
            return;
        }
        if (done.contains(REFUSED + step)) {
            throw new IOException("restore-from: " + step
                    + " is there already; empty the data folder, or remove restore-from and restore-from.done");
        }
        // Killed in it, and not failed: what is there, if anything is, is the copy's.
        boolean again = done.lastIndexOf(BEGUN + step) > done.lastIndexOf(FAILED + step);
        note(BEGUN + step);
        try {
            maker.make(copy, shard);
        } catch (FileAlreadyExistsException e) {
            if (!again) {
                note(REFUSED + step);
                throw e;
            }
            LOG.info("event=restore-resumed step=\"{}\" reason=\"{}\"", step, e.getMessage());
        } catch (IOException e) {
            if (!again) {
                note(FAILED + step);
            }
            throw e;
        }
        finisher.finish(copy, shard);
        note(DONE + step);
    }

    private List<String> done() throws IOException {
        Path file = file();
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    }

    private void note(String line) throws IOException {
        Files.writeString(
                file(),
                line + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.DSYNC);
    }

    private Path file() {
        return data == null ? Path.of(FILE + ".done") : data.resolve(FILE + ".done");
    }
}
