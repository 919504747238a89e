package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only one who writes into segments: a thread that takes everybody who waits, writes them in a row and flushes once.
 *
 * <p>While it flushes, the next group gathers. A failed flush is never tried again: its group fails, the segment is left for good.
 */
final class SegmentWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);
    private static final SecureRandom SALTS = new SecureRandom();
    private static final int GROUP = 1024;
    private static final int STAGE = 1 << 20;
    private static final int ALIGN = 8;

    private final Folder folder;
    private final Catalogue catalogue;
    private final Settings settings;
    private final Executor chores;
    private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Figures figures;
    private final Thread thread;
    private volatile boolean stopped;
    private int nextNumber;
    private final List<Segment> unmarked = new ArrayList<>();
    private @Nullable Active active;
    private @Nullable ByteBuffer stage;

    /** Somebody who waits. */
    private record Pending(RecordBuffer.@Nullable Record record, CompletableFuture<@Nullable Void> done) {}

    /** The segment being filled. */
    private record Active(Segment segment, FileChannel channel, Preallocation zeros) {}

    /**
     * Starts the thread.
     *
     * @param last a segment that is not full, to go on with; null: begin with a new one
     * @param nextNumber of the next new segment
     */
    SegmentWriter(
            Folder folder,
            Catalogue catalogue,
            Settings settings,
            Executor chores,
            Figures figures,
            @Nullable Segment last,
            int nextNumber)
            throws IOException {
        this.folder = folder;
        this.catalogue = catalogue;
        this.settings = settings;
        this.chores = chores;
        this.figures = figures;
        this.nextNumber = nextNumber;
        if (last != null) {
            active = activate(last);
        }
        thread = Thread.ofPlatform()
                .name("blob-fs-writer-" + folder.root().getFileName())
                .daemon()
                .start(this::run);
    }

    /** Gives a record to be stored; completed when it is durable and in the catalogue, or with an IOException. */
    CompletableFuture<@Nullable Void> submit(RecordBuffer.Record record) {
        Pending pending = new Pending(record, new CompletableFuture<>());
        queue.add(pending);
        if (stopped && queue.remove(pending)) {
            pending.done.completeExceptionally(new IOException("the blob store is closed"));
        }
        return pending.done;
    }

    /** Stores what is waiting, then stops. */
    @Override
    public void close() throws IOException {
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        queue.add(new Pending(null, end));
        end.join();
        if (active != null) {
            active.zeros.end();
            active.channel.close();
            if (active.segment.isPoisoned()) {
                toMark(active.segment);
            }
        }
        mark();
    }

    /** The segment being filled; only after {@link #close}. */
    @Nullable
    Segment last() {
        return active == null ? null : active.segment;
    }

    private void run() {
        List<Pending> group = new ArrayList<>(GROUP);
        while (!stopped) {
            group.clear();
            group.add(take());
            queue.drainTo(group, GROUP - 1);
            int end = 0;
            while (end < group.size() && group.get(end).record != null) {
                end++;
            }
            store(group.subList(0, end));
            if (end < group.size()) {
                stopped = true;
                queue.addAll(group.subList(end + 1, group.size()));
                for (Pending late = queue.poll(); late != null; late = queue.poll()) {
                    late.done.completeExceptionally(new IOException("the blob store is closed"));
                }
                group.get(end).done.complete(null);
            }
        }
    }

    private Pending take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                LOG.debug("event=blob-writer-interrupted");
            }
        }
    }

    private void store(List<Pending> group) {
        int from = 0;
        while (from < group.size()) {
            int to = from;
            try {
                Active into = activeFor(group.get(from).record().length());
                long room = settings.segmentBytes() - into.segment.end();
                while (to < group.size() && room >= align(group.get(to).record().length())) {
                    room -= align(group.get(to).record().length());
                    to++;
                }
                append(into, group.subList(from, to));
            } catch (IOException | RuntimeException | Error e) {
                to = Math.max(to, from + 1);
                figures.writeFailed(e);
                LOG.error("event=blob-write-failed blobs={} reason=\"{}\"", to - from, e.toString());
                for (Pending pending : group.subList(from, to)) {
                    pending.done.completeExceptionally(new IOException("blob was not stored: " + e.getMessage(), e));
                }
            }
            from = to;
        }
    }

    private void append(Active into, List<Pending> group) throws IOException {
        long begin = into.segment.end();
        long end = begin;
        for (Pending pending : group) {
            end += align(pending.record().length());
        }
        into.zeros.reserve(end);
        ByteBuffer buffer = stage();
        long written = begin;
        for (Pending pending : group) {
            RecordBuffer.Record record = pending.record();
            RecordHeader.finish(record.bytes(), into.segment.salt());
            if (buffer.remaining() < align(record.length())) {
                written += drain(into.channel, buffer, written);
            }
            buffer.put(record.bytes(), 0, record.length());
            for (int i = record.length(); i < align(record.length()); i++) {
                buffer.put((byte) 0);
            }
        }
        drain(into.channel, buffer, written);
        flush(into);
        long at = begin;
        into.segment.extendTo(end);
        for (Pending pending : group) {
            RecordBuffer.Record record = pending.record();
            catalogue.stored(record.name(), into.segment, at, record.content());
            at += align(record.length());
        }
        for (Pending pending : group) {
            figures.stored();
            pending.done.complete(null);
        }
        into.zeros.ahead(end);
    }

    private void flush(Active into) throws IOException {
        long begin = System.nanoTime();
        try {
            settings.flush().force(into.channel);
            figures.flushed(System.nanoTime() - begin);
        } catch (IOException e) {
            into.segment.poison();
            markQuietly(into.segment);
            throw e;
        }
        if (into.segment.isPoisoned()) {
            throw new IOException("a flush of the segment failed before");
        }
    }

    private static int drain(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
        buffer.flip();
        int length = buffer.limit();
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
        buffer.clear();
        return length;
    }

    private ByteBuffer stage() {
        ByteBuffer buffer = stage;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(STAGE);
            stage = buffer;
        }
        return buffer.clear();
    }

    private Active activeFor(int length) throws IOException {
        Active now = active;
        if (now != null && !now.segment.isPoisoned() && now.segment.end() + align(length) <= settings.segmentBytes()) {
            return now;
        }
        if (now != null) {
            active = null;
            leave(now);
        }
        mark();
        int number = nextNumber++;
        Segment segment = new Segment(number, folder.segment(number), SALTS.nextLong(), Segment.HEADER);
        try (FileChannel channel =
                FileChannel.open(segment.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(segment.header()), 0);
            settings.flush().force(channel);
            Folder.sync(folder.segments());
        } catch (IOException e) {
            Files.deleteIfExists(segment.file());
            throw e;
        }
        Active next = activate(segment);
        catalogue.addSegment(segment);
        LOG.info("event=blob-segment-begun shard={} segment={}", folder.root().getFileName(), number);
        active = next;
        return next;
    }

    private Active activate(Segment segment) throws IOException {
        FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE);
        Preallocation zeros = new Preallocation(segment, segment.end(), settings, chores);
        zeros.ahead(segment.end());
        return new Active(segment, channel, zeros);
    }

    private void leave(Active full) throws IOException {
        full.channel.close();
        if (full.segment.isPoisoned()) {
            LOG.error("event=blob-segment-poisoned segment={} end={}", full.segment.number(), full.segment.end());
            toMark(full.segment);
        }
        chores.execute(() -> {
            full.zeros.end();
            SegmentIndex.writeQuietly(folder, full.segment, true);
        });
    }

    private void toMark(Segment poisoned) {
        if (!Files.exists(folder.poison(poisoned.number())) && !unmarked.contains(poisoned)) {
            unmarked.add(poisoned);
        }
    }

    private void markQuietly(Segment poisoned) {
        toMark(poisoned);
        try {
            mark();
        } catch (IOException e) {
            LOG.warn("event=blob-poison-not-marked segment={} reason=\"{}\"", poisoned.number(), e.toString());
        }
    }

    /** Marks what is poisoned; on a full disk later, before anything else is stored. */
    private void mark() throws IOException {
        while (!unmarked.isEmpty()) {
            Segment poisoned = unmarked.getLast();
            try {
                Files.writeString(folder.poison(poisoned.number()), Long.toHexString(poisoned.end()));
            } catch (IOException e) {
                Files.deleteIfExists(folder.poison(poisoned.number())); // half a mark would tell a wrong end
                throw e;
            }
            unmarked.removeLast();
        }
    }

    private static int align(int length) {
        return length + ALIGN - 1 & -ALIGN;
    }
}
