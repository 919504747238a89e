package org.mailbay.antispam.pipeline;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for stages: of the platform, because a stage that loops on a virtual thread keeps one of the few carriers for ever, and two of
 * them would stop the whole server. On a thread of its own it costs its share of the processor, and its CPU time can be told.
 */
final class Workers implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;
    private static final long CLOSE_MILLIS = 2_000;

    private final Semaphore free;
    private final ThreadPoolExecutor pool;

    /** @param most calls at a time */
    Workers(int most) {
        free = new Semaphore(most);
        // Bounded by the permits; a thread gives its permit back a moment before it is idle.
        pool = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform()
                        .daemon()
                        .name("antispam-idle")
                        .inheritInheritableThreadLocals(false)
                        .factory());
    }

    /** Whether there is a thread for one more call, within some time. Who gets one starts a call, which calls {@link #release}. */
    boolean acquire(long nanos) throws InterruptedException {
        return free.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    }

    void release() {
        free.release();
    }

    /** Whether it is started: not when the threads are being given back. */
    boolean start(Call<?> call) {
        try {
            pool.submit(call);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Ends the threads; those of a stage that hangs end when it does. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            pool.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
