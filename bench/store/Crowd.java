package store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Many threads that do the same for a while. */
final class Crowd {
    private Crowd() {}

    /** What each does again and again. */
    interface Work {
        void run(int thread, int number) throws Exception;
    }

    /** How often a second all together did it. */
    static double perSecond(int threads, Duration time, Work work) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch ready = new CountDownLatch(threads);
        try (ExecutorService all = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                done.add(all.submit(() -> {
                    ready.countDown();
                    ready.await();
                    long count = 0;
                    while (!over.get()) {
                        work.run(thread, (int) count++);
                    }
                    return count;
                }));
            }
            ready.await();
            long start = System.nanoTime();
            Thread.sleep(time.toMillis());
            over.set(true);
            long sum = 0;
            for (Future<Long> one : done) {
                sum += one.get();
            }
            return sum * 1e9 / (System.nanoTime() - start);
        }
    }
}
