package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open shard. */
final class FsBlobStore implements BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(FsBlobStore.class);

    private static final int CHORE_THREADS = 4;
    private static final long LAST_CHORES_SECONDS = 30;

    private final Settings settings;
    private final FolderLock lock;
    private final Folder folder;
    private final Catalogue catalogue = new Catalogue();
    private final Compressor compressor = new Compressor();
    private final ReadHandles handles = new ReadHandles();
    private final MemoryBudget budget;
    private final LargeFiles large;
    private final ExecutorService chores;
    private final SegmentWriter writer;
    private final AtomicInteger uses = new AtomicInteger();
    private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private final Runnable onClose;
    private volatile boolean draining;
    private volatile boolean ended;

    /**
     * Opens; on a thread of the driver's own.
     *
     * @param onClose told once when it is closed
     */
    FsBlobStore(Path root, Settings settings, Runnable onClose) throws IOException {
        this.settings = settings;
        this.onClose = onClose;
        long begin = System.nanoTime();
        lock = FolderLock.take(root, settings.lockWait());
        chores = chores(root.getFileName().toString());
        try {
            folder = new Folder(root);
            budget = new MemoryBudget(settings.memoryBytes());
            large = new LargeFiles(folder);
            Recovery recovery = new Recovery(folder, catalogue, settings);
            recovery.run();
            large.load(catalogue);
            writer = new SegmentWriter(folder, catalogue, settings, chores, recovery.last(), recovery.nextNumber());
            for (Segment segment : recovery.unfinished()) {
                chores.execute(() -> SegmentIndex.writeQuietly(folder, segment, true));
            }
        } catch (IOException | RuntimeException | Error e) {
            chores.shutdown();
            lock.close();
            throw e;
        }
        LOG.info(
                "event=blobs-open shard={} blobs={} segments={} durationMs={}",
                root.getFileName(),
                catalogue.blobs(),
                catalogue.segments().size(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    /** Threads that exist only while there is work: for what callers need not wait for, or must not do themselves. */
    private static ExecutorService chores(String shard) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                CHORE_THREADS,
                CHORE_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform()
                        .daemon()
                        .name("blob-fs-chore-" + shard + '-', 0)
                        .factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public BlobSink create(BlobKey key, long sizeHint) throws IOException {
        uses.incrementAndGet();
        if (draining) {
            useEnded();
            throw closedException();
        }
        return new Sink(this, budget, key, sizeHint);
    }

    @Override
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        if (from < 0 || length < 0) {
            throw new IllegalArgumentException("range from " + from + ", length " + length);
        }
        checkOpen();
        Optional<Catalogue.Place> place = catalogue.find(ref);
        Optional<ByteSource> source = place.isPresent() ? source(ref, place.get()) : Optional.empty();
        if (source.isEmpty()) {
            return Optional.empty();
        }
        uses.incrementAndGet();
        long start = Math.min(from, ref.size());
        long count = Math.min(length, ref.size() - start);
        try {
            RangeStream stream =
                    new RangeStream(source.get(), place.get().offset(), ref, start, count, compressor, this::useEnded);
            return Optional.of(new BlobInput(stream, count));
        } catch (IOException | RuntimeException e) {
            useEnded();
            source.get().close();
            throw e;
        }
    }

    private Optional<ByteSource> source(BlobRef ref, Catalogue.Place place) throws IOException {
        if (place.segment().isEmpty()) {
            return large.open(ref);
        }
        Path file = place.segment().get().file();
        return Optional.of((at, into, offset, count) -> handles.read(file, at, into, offset, count));
    }

    @Override
    public boolean contains(BlobRef ref) throws IOException {
        checkOpen();
        return catalogue.find(ref).isPresent();
    }

    @Override
    public void remove(Collection<BlobRef> refs) throws IOException {
        Map<Segment, Map<BlobRef, Catalogue.Place>> packed = new HashMap<>();
        try {
            for (BlobRef ref : refs) {
                checkOpen();
                Catalogue.Claim claim = catalogue.takeOut(ref);
                while (claim instanceof Catalogue.Claim.Busy busy) {
                    removePacked(packed); // else two removals could wait for each other's names
                    busy.end().join();
                    claim = catalogue.takeOut(ref);
                }
                if (claim instanceof Catalogue.Claim.There there) {
                    Optional<Segment> segment = there.place().segment();
                    if (segment.isPresent()) {
                        packed.computeIfAbsent(segment.get(), s -> new HashMap<>())
                                .put(ref, there.place());
                    } else {
                        removeLarge(ref, there.place());
                    }
                }
            }
        } finally {
            removePacked(packed);
        }
    }

    private void removeLarge(BlobRef ref, Catalogue.Place place) throws IOException {
        Name name = Name.of(ref);
        try {
            onOwnThread(() -> large.delete(ref));
        } catch (IOException e) {
            catalogue.putBack(name, place, ref.size());
            throw e;
        } finally {
            catalogue.release(name);
        }
    }

    private void removePacked(Map<Segment, Map<BlobRef, Catalogue.Place>> packed) throws IOException {
        IOException failure = null;
        for (Map.Entry<Segment, Map<BlobRef, Catalogue.Place>> entry : packed.entrySet()) {
            Map<BlobRef, Catalogue.Place> places = entry.getValue();
            try {
                onOwnThread(() -> logRemovals(entry.getKey(), places.values()));
            } catch (IOException e) {
                failure = e;
                places.forEach((ref, place) -> catalogue.putBack(Name.of(ref), place, ref.size()));
            } finally {
                places.keySet().forEach(ref -> catalogue.release(Name.of(ref)));
            }
        }
        packed.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private void logRemovals(Segment segment, Collection<Catalogue.Place> places) throws IOException {
        synchronized (folder) {
            Removals.add(
                    folder,
                    segment.number(),
                    places.stream().map(Catalogue.Place::offset).toList());
        }
    }

    @Override
    public void list(Predicate<BlobRef> visitor) throws IOException {
        List<BlobRef> page = new ArrayList<>();
        for (int from = 0; from >= 0; ) {
            checkOpen();
            page.clear();
            from = catalogue.page(from, page);
            for (BlobRef ref : page) {
                if (!visitor.test(ref)) {
                    return;
                }
            }
        }
    }

    @Override
    public Optional<String> scrub(BlobRef ref) throws IOException {
        Optional<BlobInput> input;
        try {
            input = open(ref, 0, ref.size());
        } catch (IOException e) {
            checkOpen();
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (input.isEmpty()) {
            return Optional.of("there is no such blob");
        }
        try (BlobInput blob = input.get()) {
            RangeStream stream = (RangeStream) blob.content();
            MessageDigest sha256 = Sink.sha256();
            byte[] buffer = new byte[Frames.CHUNK];
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
            boolean same = Arrays.equals(sha256.digest(), stream.header().hash());
            return same ? Optional.empty() : Optional.of("content does not have its hash");
        } catch (IOException e) {
            checkOpen();
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        long bytes = large.bytes();
        for (Segment segment : catalogue.segments()) {
            bytes += segment.end(); // what is preallocated behind it does not count
        }
        return bytes;
    }

    /** Segments whose flush failed once. */
    long poisoned() {
        return catalogue.segments().stream().filter(Segment::isPoisoned).count();
    }

    /** Bytes that may still be written to where this shard is. */
    long free() throws IOException {
        return Files.getFileStore(folder.root()).getUsableSpace();
    }

    Catalogue catalogue() {
        return catalogue;
    }

    long flushes() {
        return writer.flushes();
    }

    /** What open sinks keep in memory, in bytes. */
    long memory() {
        return budget.used();
    }

    LargeFile temporary() throws IOException {
        checkOpen();
        return new LargeFile(folder.temporary());
    }

    /** A sink or an input was closed. */
    void useEnded() {
        if (uses.decrementAndGet() == 0 && draining) {
            drained.complete(null);
        }
    }

    void storePacked(BlobRef ref, byte[] hash, RecordBuffer content) throws IOException {
        Name name = Name.of(ref);
        if (isMineToStore(name)) {
            try {
                await(writer.submit(content.seal(name, hash, settings.codec(), compressor)));
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
                onOwnThread(() -> large.put(file, ref));
                catalogue.storedLarge(name, ref.size());
            } finally {
                catalogue.release(name);
            }
        }
    }

    private boolean isMineToStore(Name name) throws IOException {
        while (true) {
            checkOpen();
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

    /** Work that an interrupt of the caller must not reach. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void onOwnThread(Work work) throws IOException {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        try {
            chores.execute(() -> {
                try {
                    work.run();
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw closedException();
        }
        await(done);
    }

    /** Waits whatever happens: an interrupt of the caller does not change what becomes of the blob. */
    private static void await(CompletableFuture<@Nullable Void> done) throws IOException {
        try {
            done.join();
        } catch (CompletionException e) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    @Override
    public String toString() {
        return folder.root().getFileName().toString();
    }

    private void checkOpen() throws IOException {
        if (ended) {
            throw closedException();
        }
    }

    private static IOException closedException() {
        return new IOException("the blob store is closed");
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (draining) {
                closed.join();
                return;
            }
            draining = true;
        }
        if (uses.get() > 0) {
            drained.completeOnTimeout(null, settings.drain().toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
        ended = true;
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Thread.ofPlatform().name("blob-fs-close").start(() -> {
            try {
                shut();
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            await(done);
        } finally {
            closed.complete(null);
            onClose.run();
        }
        LOG.info("event=blobs-closed shard={} usesLeft={}", folder.root().getFileName(), uses.get());
    }

    private void shut() throws IOException {
        try {
            writer.close();
            Segment last = writer.last();
            if (last != null && !last.isPoisoned() && last.end() > Segment.HEADER) {
                SegmentIndex.writeQuietly(folder, last, false);
            }
            chores.shutdown();
            if (!chores.awaitTermination(LAST_CHORES_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("event=blob-chores-left shard={}", folder.root().getFileName());
            }
            compressor.close();
            handles.close();
            folder.markClean();
        } catch (InterruptedException e) {
            throw new IOException("closing was interrupted", e);
        } finally {
            lock.close();
        }
    }
}
