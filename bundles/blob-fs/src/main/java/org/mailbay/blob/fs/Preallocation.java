package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a segment with zeros ahead of its writer, in the background, so that a flush has no file size to write.
 *
 * <p>In flushed slices: zeros that were left to the writer's flush would stall it.
 */
final class Preallocation {
    private static final Logger LOG = LoggerFactory.getLogger(Preallocation.class);
    private static final int SLICE = 1 << 20;
    private static final long AHEAD = 16L << 20;

    private final Segment segment;
    private final Settings settings;
    private final Executor chores;
    private final AtomicBoolean running = new AtomicBoolean();
    private final ReentrantLock run = new ReentrantLock();
    private final Object slice = new Object();
    /** Zeros are a convenience: the last bytes of a disk are for blobs, and for the removals that make room. */
    private static final long LEAST_FREE = 4 << 20;

    private volatile long allocated;
    private volatile long target;
    private volatile boolean ended;

    Preallocation(Segment segment, long allocated, Settings settings, Executor chores) {
        this.segment = segment;
        this.allocated = allocated;
        this.settings = settings;
        this.chores = chores;
    }

    /** Says that the writer is about to write up to {@code end}: from now on no zeros go there. */
    void reserve(long end) {
        if (end > allocated) {
            synchronized (slice) {
                allocated = Math.max(allocated, end);
            }
        }
    }

    /** Sees to it that there will be zeros ahead of {@code position}. Does not wait. */
    void ahead(long position) {
        target = Math.min(settings.segmentBytes(), position + AHEAD);
        long missing = target - allocated;
        boolean worthIt = missing >= AHEAD / 2 || missing > 0 && target == settings.segmentBytes();
        if (worthIt && !ended && running.compareAndSet(false, true)) {
            try {
                chores.execute(this::fill);
            } catch (RejectedExecutionException closing) {
                running.set(false);
            }
        }
    }

    /** Waits for a slice that is being written; afterwards there is none. */
    void end() {
        ended = true;
        run.lock();
        run.unlock();
    }

    private void fill() {
        run.lock();
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(SLICE);
            FileStore disk = Files.getFileStore(segment.file());
            while (!ended && !segment.isPoisoned() && allocated < target && disk.getUsableSpace() > LEAST_FREE) {
                synchronized (slice) {
                    zeros.clear().limit((int) Math.min(SLICE, target - allocated));
                    long at = allocated;
                    while (zeros.hasRemaining()) {
                        at += channel.write(zeros, at);
                    }
                    allocated = at;
                }
                flush(channel);
            }
        } catch (IOException e) {
            LOG.warn("event=blob-preallocation-failed segment={} reason=\"{}\"", segment.number(), e.toString());
        } finally {
            run.unlock();
            running.set(false);
        }
    }

    private void flush(FileChannel channel) throws IOException {
        try {
            settings.flush().force(channel);
        } catch (IOException e) {
            segment.poison();
            throw e;
        }
    }
}
