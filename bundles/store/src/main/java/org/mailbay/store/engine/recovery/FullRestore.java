package org.mailbay.store.engine.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    private final @Nullable Path data;
    private volatile boolean over;

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
                    shard -> {
                        try (Records records = driver.open(shard, key)) {
                            LOG.info("event=records-restored shard={} accounts={}", shard, new Jump(records).run());
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
                    shard -> LOG.info("event=blobs-restored shard={}", shard));
        }
    }

    private interface Maker {
        void make(Path copy, ShardId shard) throws IOException;
    }

    private interface Finisher {
        void finish(ShardId shard) throws IOException;
    }

    private synchronized void all(String what, Maker maker, Finisher finisher) throws IOException {
        if (over || data == null) {
            return;
        }
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
        boolean again = done.contains(BEGUN + step);
        note(BEGUN + step);
        try {
            maker.make(copy, shard);
        } catch (IOException e) {
            if (!again) {
                note(REFUSED + step);
                throw e;
            }
            // Cut short after it was made: what is there is the copy's.
            LOG.info("event=restore-resumed step=\"{}\" reason=\"{}\"", step, e.getMessage());
        }
        finisher.finish(shard);
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
