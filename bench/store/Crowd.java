package store;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
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

    /**
     * What came of it.
     *
     * @param perSecond how often all together did it
     * @param cpuMicros processor time of this process for each, collections and compilers included
     */
    record Rate(double perSecond, double cpuMicros) {}

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Lets them work. */
    static Rate of(int threads, Duration time, Work work) throws Exception {
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
            long cpu = cpuNanos();
            Thread.sleep(time.toMillis());
            over.set(true);
            long sum = 0;
            for (Future<Long> one : done) {
                sum += one.get();
            }
            return new Rate(sum * 1e9 / (System.nanoTime() - start), (cpuNanos() - cpu) / 1e3 / sum);
        }
    }
}
