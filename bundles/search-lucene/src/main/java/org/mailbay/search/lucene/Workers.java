package org.mailbay.search.lucene;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that nobody interrupts; they end when there is nothing to do. */
final class Workers implements AutoCloseable {
    /** What touches files. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private static final long IDLE_SECONDS = 10;
    private static final long END_SECONDS = 5;

    private final ThreadPoolExecutor executor;

    Workers(String name, int count) {
        executor = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name, 1).factory());
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs it and waits for the end, interrupted or not; an interrupt stays with the caller. */
    <T> T run(Work<T> work) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            // Submitted, so that the pool's code in the JDK meets a class of the JDK: see ADR 23.
            executor.submit(() -> {
                try {
                    result.complete(work.run());
                } catch (IOException | RuntimeException | Error failed) {
                    result.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException ended) {
            throw new IOException("the search driver has ended", ended);
        }
        try {
            return result.join();
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IOException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
    }

    /** No more work; what is asked for already ends within a bound. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
