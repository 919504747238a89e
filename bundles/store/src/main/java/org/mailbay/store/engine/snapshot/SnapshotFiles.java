package org.mailbay.store.engine.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ImageReader;
import org.mailbay.store.engine.image.ImageWriter;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.spi.ShardId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder with a file per account: {@code <shard>/<account's number>.image}. Any thread, but one at a time for an account. */
public final class SnapshotFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);

    /** "MBimage" and the version of the format. */
    private static final long MAGIC = 0x4d42_696d_6167_6502L;

    private final Path folder;

    /** @param folder need not exist */
    public SnapshotFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Which transaction an image is after.
     *
     * @param mark {@link org.mailbay.store.engine.record.LogEntry#mark} of the transaction: another past has another one
     */
    public record Stamp(long modSeq, long mark) {}

    /** What a file had. */
    public record Kept(Stamp stamp, @Nullable ObjectTable[] tables) {}

    private Path file(ShardId shard, AccountId account) {
        return folder.resolve(shard.name()).resolve(account.number() + ".image");
    }

    /** Writes a file; whoever reads it meanwhile sees the one before. */
    public void write(ShardId shard, Image image, Stamp stamp) throws IOException {
        Path file = file(shard, image.account());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.createDirectories(file.getParent());
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ImageWriter out = new ImageWriter(channel);
                out.number(MAGIC)
                        .number(image.account().number())
                        .number(stamp.modSeq())
                        .number(stamp.mark());
                image.write(out);
                out.end();
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** The newest file of an account; null when there is none that can be read. */
    public @Nullable Kept read(ShardId shard, AccountId account) {
        Path file = file(shard, account);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ImageReader in = new ImageReader(channel);
            if (in.number() != MAGIC || in.number() != account.number()) {
                throw new IOException("not a snapshot of this account and version");
            }
            Kept kept = new Kept(new Stamp(in.number(), in.number()), Image.read(in));
            in.end();
            return kept;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=snapshot-ignored shard={} account={} reason=\"{}\"", shard, account, e.toString());
            remove(shard, account);
            return null;
        }
    }

    /** Removes all files, of all shards. */
    public void removeAll() {
        try (Stream<Path> all = Files.walk(folder, 2)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("event=snapshots-removed files=0");
        } catch (IOException | UncheckedIOException e) {
            LOG.error("event=snapshots-stay folder={} reason=\"{}\"", folder, e.toString());
        }
    }

    /** Removes an account's file, if there is one. */
    public void remove(ShardId shard, AccountId account) {
        try {
            Files.deleteIfExists(file(shard, account));
        } catch (IOException e) {
            LOG.warn("event=snapshot-stays shard={} account={} reason=\"{}\"", shard, account, e.toString());
        }
    }
}
