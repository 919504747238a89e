package org.mailbay.blob.fs;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a shard's blobs have been through since it was opened, and all shards' since the start. Any thread. */
final class Figures {
    private static final long RECENT_NANOS = TimeUnit.HOURS.toNanos(1);

    private final LongAdder stored = new LongAdder();
    private final LongAdder flushes = new LongAdder();
    private final LongAdder flushNanos = new LongAdder();
    private final LongAdder readFailures = new LongAdder();
    private final LongAdder writeFailures = new LongAdder();
    private final LongAdder rewritten = new LongAdder();
    private final LongAdder compacted = new LongAdder();
    private final LongAdder copied = new LongAdder();
    private final AtomicReference<@Nullable Failure> reading = new AtomicReference<>();
    private final AtomicReference<@Nullable Failure> writing = new AtomicReference<>();

    private final @Nullable Figures all;

    /** Of all shards. */
    Figures() {
        this(null);
    }

    /** Of a shard; {@code all} counts along. */
    Figures(@Nullable Figures all) {
        this.all = all;
    }

    private record Failure(String text, long nanoTime) {}

    void stored() {
        if (all != null) {
            all.stored();
        }
        stored.increment();
        writing.set(null);
    }

    void flushed(long nanos) {
        if (all != null) {
            all.flushed(nanos);
        }
        flushes.increment();
        flushNanos.add(nanos);
    }

    void readFailed(Exception e) {
        if (all != null) {
            all.readFailed(e);
        }
        readFailures.increment();
        reading.set(new Failure(String.valueOf(e.getMessage()), System.nanoTime()));
    }

    void writeFailed(Throwable e) {
        if (all != null) {
            all.writeFailed(e);
        }
        writeFailures.increment();
        writing.set(new Failure(String.valueOf(e.getMessage()), System.nanoTime()));
    }

    void rewritten() {
        if (all != null) {
            all.rewritten();
        }
        rewritten.increment();
    }

    /** @param bytes copied forward */
    void compacted(long bytes) {
        if (all != null) {
            all.compacted(bytes);
        }
        compacted.add(bytes);
    }

    /** @param bytes copied into a backup */
    void copied(long bytes) {
        if (all != null) {
            all.copied(bytes);
        }
        copied.add(bytes);
    }

    long storedCount() {
        return stored.sum();
    }

    long flushCount() {
        return flushes.sum();
    }

    double flushSeconds() {
        return flushNanos.sum() / 1e9;
    }

    long readFailureCount() {
        return readFailures.sum();
    }

    long writeFailureCount() {
        return writeFailures.sum();
    }

    long rewrittenCount() {
        return rewritten.sum();
    }

    long compactedBytes() {
        return compacted.sum();
    }

    long copiedBytes() {
        return copied.sum();
    }

    /** Why reading failed during the last hour; null when it did not. */
    @Nullable
    String readingTrouble() {
        Failure failure = reading.get();
        boolean recent = failure != null && System.nanoTime() - failure.nanoTime() < RECENT_NANOS;
        return recent ? failure.text() : null;
    }

    /** Why the last blob was not stored; null when it was. */
    @Nullable
    String writingTrouble() {
        Failure failure = writing.get();
        return failure == null ? null : failure.text();
    }
}
