package org.mailbay.antispam.pipeline;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a stage on a thread of {@link Workers}; waited for within a bound, then interrupted and left.
 *
 * <p>An interrupt never outlives the call it was meant for: it is sent and taken back under the lock.
 */
final class Call<T> implements Callable<@Nullable Void> {
    private final String name;
    private final Callable<T> work;
    private final Runnable whenEnded;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread runner;
    private long cpuBefore;
    private boolean isAbandoned;
    private volatile @Nullable T value;
    private volatile @Nullable Throwable thrown;

    /**
     * A call that is still to begin.
     *
     * @param whenEnded run once the work has ended or will never begin, on whatever thread
     */
    Call(String name, Callable<T> work, Runnable whenEnded) {
        this.name = name;
        this.work = work;
        this.whenEnded = whenEnded;
    }

    @Override
    public @Nullable Void call() {
        Thread self = Thread.currentThread();
        synchronized (this) {
            if (isAbandoned) {
                whenEnded.run();
                return null;
            }
            runner = self;
            cpuBefore = cpu(self);
        }
        self.setName("antispam-" + name);
        try {
            value = work.call();
        } catch (Throwable e) { // a stage's error is the stage's: the pipeline goes on
            thrown = e;
        } finally {
            synchronized (this) {
                runner = null;
                Thread.interrupted();
            }
            self.setName("antispam-idle");
            ended.countDown();
            whenEnded.run();
        }
        return null;
    }

    /** Whether it ends in time. */
    boolean await(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Interrupts it. Returns its CPU time so far in milliseconds; -1 when it has just ended. */
    synchronized long abandon() {
        isAbandoned = true;
        Thread running = runner;
        if (running == null) {
            return -1;
        }
        running.interrupt();
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(cpu(running) - cpuBefore));
    }

    private static long cpu(Thread thread) {
        var threads = ManagementFactory.getThreadMXBean();
        return threads.isThreadCpuTimeSupported() ? threads.getThreadCpuTime(thread.threadId()) : 0;
    }

    /** What it threw; null when it ended well. */
    @Nullable
    Throwable thrown() {
        return thrown;
    }

    /** What it gave. */
    @Nullable
    T value() {
        return value;
    }
}
