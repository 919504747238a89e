package org.mailbay.tck.records;

import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that start together, every other one virtual.
 *
 * <p>Virtual threads are not preempted: a few that never wait keep all others from running, for ever. So a task that repeats something
 * until another member is done calls {@link Thread#yield} each time.
 */
public final class Crew {
    private static final long MOST_SECONDS = 60;

    /** What a member does. */
    @FunctionalInterface
    public interface Task {
        void run(int member) throws Exception;
    }

    private Crew() {}

    /** Runs {@code task} on as many threads, and fails as soon as one of them does; a minute at most. */
    public static void run(int members, Task task) throws Exception {
        CountDownLatch arrived = new CountDownLatch(members);
        AtomicInteger threads = new AtomicInteger();
        ExecutorService crew = Executors.newThreadPerTaskExecutor(work -> (threads.getAndIncrement() % 2 == 0
                        ? Thread.ofPlatform().daemon()
                        : Thread.ofVirtual())
                .name("crew-" + threads)
                .unstarted(work));
        try {
            CompletionService<Integer> done = new ExecutorCompletionService<>(crew);
            for (int i = 0; i < members; i++) {
                int member = i;
                done.submit(() -> {
                    arrived.countDown();
                    arrived.await();
                    task.run(member);
                    return member;
                });
            }
            await(members, done);
        } finally {
            crew.shutdownNow();
        }
    }

    private static void await(int members, CompletionService<Integer> done) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        for (int left = members; left > 0; left--) {
            Future<Integer> next = done.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new TimeoutException(left + " of " + members + " are not done after " + MOST_SECONDS + " s");
            }
            try {
                next.get();
            } catch (ExecutionException failed) {
                switch (failed.getCause()) {
                    case Error error -> throw error;
                    case Exception exception -> throw exception;
                    default -> throw failed;
                }
            }
        }
    }
}
