package jmap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Several threads that do the same. */
public final class Together {
    private Together() {}

    /** What each of them does. */
    @FunctionalInterface
    public interface Work {
        /** @param next gives each number once, from 0, to all of them together */
        void run(int worker, IntSupplier next) throws IOException;
    }

    /** Returns when all are done. */
    public static void run(int count, Work work) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int worker = i;
                running.add(threads.submit(() -> {
                    work.run(worker, next::getAndIncrement);
                    return null;
                }));
            }
            for (Future<Void> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
