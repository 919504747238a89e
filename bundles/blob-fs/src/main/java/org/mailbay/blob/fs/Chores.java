package org.mailbay.blob.fs;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that exist only while there is work: for what callers need not wait for, or an interrupt of theirs must not reach. */
final class Chores implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final int THREADS = 4;
    private static final long KEPT_SECONDS = 10;
    private static final long LAST_SECONDS = 30;

    private final String shard;
    private final ThreadPoolExecutor pool;

    Chores(String shard) {
        this.shard = shard;
        pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                KEPT_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform()
                        .daemon()
                        .name("blob-fs-chore-" + shard + '-', 0)
                        .factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /** Some work. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    @Override
    public void execute(Runnable work) {
        submit(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.error("event=blob-chore-failed shard={}", shard, e);
            }
        });
    }

    /** Not {@code pool.execute}: the pool's code in the JDK must meet classes of the JDK only, see ADR 23. */
    private void submit(Runnable work) {
        pool.submit(work);
    }

    /** Has it done and waits for its end. */
    void run(Work work) throws IOException {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        try {
            submit(() -> {
                try {
                    work.run();
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw Uses.closed();
        }
        await(done);
    }

    /** Waits whatever happens: an interrupt of the caller does not change what becomes of the blob. */
    static void await(CompletableFuture<@Nullable Void> done) throws IOException {
        try {
            done.join();
        } catch (CompletionException e) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    /** Does what is waiting, then ends. */
    void end() throws IOException {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("event=blob-chores-left shard={}", shard);
            }
        } catch (InterruptedException e) {
            throw new IOException("closing was interrupted", e);
        }
    }

    /** Takes nothing more and waits for nothing. */
    void abandon() {
        pool.shutdown();
    }
}
