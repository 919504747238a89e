package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobAdmin;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open shard. */
final class FsBlobStore implements BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(FsBlobStore.class);

    private final Settings settings;
    private final FolderLock lock;
    private final Folder folder;
    private final Catalogue catalogue = new Catalogue();
    private final Tools tools;
    private final ReadHandles handles = new ReadHandles();
    private final MemoryBudget budget;
    private final LargeFiles large;
    private final Chores chores;
    private final SegmentWriter writer;
    private final Uses uses = new Uses();
    private final RemovalLog removals;
    private final Reading reading;
    private final Removing removing;
    private final Rewriting rewriting;
    private final Compaction compaction;
    private final Copying copying;
    private final List<String> findings;
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private final Runnable onClose;
    private boolean closing;

    /**
     * Opens; on a thread of the driver's own.
     *
     * @param keys what sealed blobs are read with
     * @param all what counts along
     * @param onClose told once when it is closed
     */
    FsBlobStore(Path root, Settings settings, KeyRing keys, Figures all, Runnable onClose) throws IOException {
        this.settings = settings;
        this.onClose = onClose;
        long begin = System.nanoTime();
        lock = FolderLock.take(root, settings.lockWait());
        tools = new Tools(keys, new Figures(all));
        chores = new Chores(root.getFileName().toString());
        try {
            folder = new Folder(root);
            budget = new MemoryBudget(settings.memoryBytes());
            large = new LargeFiles(folder);
            Recovery recovery = new Recovery(folder, catalogue, settings);
            recovery.run();
            recovery.found(large.load(catalogue));
            removals = new RemovalLog(folder);
            recovery.settle(removals);
            findings = recovery.findings();
            writer = new SegmentWriter(
                    folder, catalogue, settings, chores, tools.figures(), recovery.last(), recovery.nextNumber());
            for (Segment segment : recovery.unfinished()) {
                chores.execute(() -> SegmentIndex.writeQuietly(folder, segment, true));
            }
        } catch (IOException | RuntimeException | Error e) {
            chores.abandon();
            lock.close();
            throw e;
        }
        reading = new Reading(catalogue, large, handles, tools, uses, this::deleteLater);
        removing = new Removing(catalogue, removals, large, chores, uses, this::deleteLater);
        rewriting = new Rewriting(folder, catalogue, removals, large, chores, writer, reading, tools, uses, settings);
        compaction = new Compaction(folder, catalogue, handles, removals, writer, chores, tools, uses);
        copying = new Copying(folder, catalogue, removals, large, this::deleteLater);
        LOG.info(
                "event=blobs-open shard={} blobs={} segments={} durationMs={}",
                root.getFileName(),
                catalogue.blobs(),
                catalogue.segments().size(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    @Override
    public BlobSink create(BlobKey key, long sizeHint) throws IOException {
        uses.begin();
        return new Sink(this, budget, key, sizeHint);
    }

    @Override
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        return reading.open(ref, from, length);
    }

    @Override
    public boolean contains(BlobRef ref) throws IOException {
        return reading.contains(ref);
    }

    @Override
    public void remove(Collection<BlobRef> refs) throws IOException {
        removing.remove(refs);
    }

    @Override
    public void list(Predicate<BlobRef> visitor) throws IOException {
        reading.list(visitor);
    }

    @Override
    public Optional<String> scrub(BlobRef ref) throws IOException {
        return reading.scrub(ref);
    }

    @Override
    public boolean rewrite(BlobKey key, BlobRef ref) throws IOException {
        uses.begin();
        try {
            return rewriting.rewrite(key, ref);
        } finally {
            uses.end();
        }
    }

    @Override
    public BlobAdmin admin() {
        return new Admin();
    }

    @Override
    public long size() throws IOException {
        uses.check();
        return bytes();
    }

    /** The same whether open or not. */
    long bytes() {
        long bytes = large.bytes();
        for (Segment segment : catalogue.segments()) {
            bytes += segment.end(); // what is preallocated behind it does not count
        }
        return bytes;
    }

    long waste() {
        return compaction.waste();
    }

    /** Segments whose flush failed once. */
    long poisoned() {
        return catalogue.segments().stream().filter(Segment::isPoisoned).count();
    }

    /** Bytes that may still be written to where this shard is. */
    long free() throws IOException {
        return Files.getFileStore(folder.root()).getUsableSpace();
    }

    /** What was found wrong at the opening, a line each. */
    List<String> findings() {
        return findings;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    Figures figures() {
        return tools.figures();
    }

    Copying copying() {
        return copying;
    }

    /** What open sinks keep in memory, in bytes. */
    long memory() {
        return budget.used();
    }

    LargeFile temporary(BlobKey key) throws IOException {
        uses.check();
        return new LargeFile(folder.temporary(), tools.freshSeal(key));
    }

    /** A sink was closed. */
    void useEnded() {
        uses.end();
    }

    void storePacked(BlobKey key, BlobRef ref, byte[] hash, RecordBuffer content) throws IOException {
        Name name = Name.of(ref);
        if (isMineToStore(name)) {
            try {
                Chores.await(writer.submit(
                        content.seal(name, hash, settings.codec(), tools.compressor(), tools.freshSeal(key))));
            } finally {
                catalogue.release(name);
            }
        }
    }

    void storeLarge(BlobRef ref, byte[] hash, LargeFile file) throws IOException {
        Name name = Name.of(ref);
        if (isMineToStore(name)) {
            try {
                file.finish(name, hash);
                chores.run(() -> large.put(file.path(), ref));
                catalogue.storedLarge(name, ref.size());
                tools.figures().stored();
            } catch (IOException e) {
                tools.figures().writeFailed(e);
                throw e;
            } finally {
                catalogue.release(name);
            }
        }
    }

    private boolean isMineToStore(Name name) throws IOException {
        while (true) {
            uses.check();
            switch (catalogue.claim(name)) {
                case Catalogue.Claim.There there -> {
                    return false;
                }
                case Catalogue.Claim.Busy busy -> busy.end().join();
                case Catalogue.Claim.Mine mine -> {
                    return true;
                }
                case Catalogue.Claim.Absent absent -> throw new IllegalStateException("absent is not claimed");
            }
        }
    }

    private void deleteLater(Segment retired) {
        try {
            chores.execute(() -> folder.deleteQuietly(retired, handles));
        } catch (RejectedExecutionException closing) {
            folder.deleteQuietly(retired, handles);
        }
    }

    @Override
    public String toString() {
        return folder.root().getFileName().toString();
    }

    @Override
    public void close() throws IOException {
        boolean first;
        synchronized (this) {
            first = !closing;
            closing = true;
        }
        if (!first) {
            closed.join();
            return;
        }
        uses.drain(settings.drain());
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Thread.ofPlatform().name("blob-fs-close").start(() -> {
            try {
                shut();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            Chores.await(done);
        } finally {
            closed.complete(null);
            onClose.run();
        }
        LOG.info("event=blobs-closed shard={} usesLeft={}", folder.root().getFileName(), uses.left());
    }

    /** For the administrator. */
    private final class Admin implements BlobAdmin {
        @Override
        public long backup(Path to) throws IOException {
            uses.begin();
            try {
                AtomicLong copied = new AtomicLong();
                chores.run(() -> copied.set(copying.copyTo(to, uses::checkGoingOn)));
                tools.figures().copied(copied.get());
                return copied.get();
            } finally {
                uses.end();
            }
        }

        @Override
        public long compact(long most) throws IOException {
            uses.begin();
            try {
                return compaction.compact(most);
            } finally {
                uses.end();
            }
        }

        @Override
        public long waste() throws IOException {
            uses.check();
            return compaction.waste();
        }
    }

    /** Does every step, whatever becomes of the others. */
    private void shut() throws IOException {
        IOException failure = null;
        for (Chores.Work step : List.<Chores.Work>of(
                writer::close,
                this::writeLastIndex,
                chores::end,
                removals::settleQuietly,
                tools::close,
                handles::close,
                folder::markClean)) {
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                LOG.warn("event=blobs-close-failed shard={} reason=\"{}\"", this, e.toString());
                failure = new IOException("closing failed: " + e.getMessage(), e);
            }
        }
        lock.close();
        if (failure != null) {
            throw failure;
        }
    }

    private void writeLastIndex() {
        Segment last = writer.last();
        if (last != null && !last.isPoisoned() && last.end() > Segment.HEADER) {
            SegmentIndex.writeQuietly(folder, last, false);
        }
    }
}
