package org.mailbay.smtp.out.wire;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does quick things later, unless they are called off. One thread. */
public final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    public Watchdog() {
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("smtp-out-watchdog").factory());
        executor.setRemoveOnCancelPolicy(true);
    }

    /**
     * Runs {@code task}, which must not block, after {@code delay}.
     *
     * @throws IllegalStateException when this was closed
     */
    public ScheduledFuture<?> after(Duration delay, Runnable task) {
        try {
            return executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("stopping", e);
        }
    }

    /** Runs {@code task}, which must not block, again and again. */
    public void every(Duration period, Runnable task) {
        executor.scheduleWithFixedDelay(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
