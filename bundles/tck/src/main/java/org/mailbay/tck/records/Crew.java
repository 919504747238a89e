package org.mailbay.tck.records;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that start together. */
public final class Crew {
    /** What a member does. */
    @FunctionalInterface
    public interface Task {
        void run(int member) throws Exception;
    }

    private Crew() {}

    /** Runs {@code task} on as many virtual threads, and fails as the first of them does; a minute at most. */
    public static void run(int members, Task task) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> futures = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (int i = 0; i < members; i++) {
                int member = i;
                futures.add(threads.submit(() -> {
                    start.await();
                    task.run(member);
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> future : futures) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
