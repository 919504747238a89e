package org.mailbay.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.jspecify.annotations.Nullable;

/** One health check: runs at most once at a time, however long it takes, so a hanging check costs one thread. */
final class Check {
    private final String name;
    private final HealthCheck check;
    private @Nullable CompletableFuture<Finding> running;
    private long begun;

    Check(String name, HealthCheck check) {
        this.name = name;
        this.check = check;
    }

    /** Begins a run, unless one is under way. */
    synchronized void begin(Executor executor) {
        if (running == null) {
            begun = System.nanoTime();
            running = CompletableFuture.supplyAsync(this::ask, executor);
        }
    }

    /**
     * What the run under way has found.
     *
     * @param deadline as {@link System#nanoTime} tells
     */
    Finding await(long deadline) throws InterruptedException {
        CompletableFuture<Finding> run;
        long since;
        synchronized (this) {
            run = running;
            since = begun;
        }
        if (run == null) {
            return Finding.failed(name, "was not asked");
        }
        try {
            Finding finding = run.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            synchronized (this) {
                running = null;
            }
            return finding;
        } catch (TimeoutException e) {
            return Finding.failed(name, "no answer for " + (System.nanoTime() - since) / 1_000_000L + " ms");
        } catch (ExecutionException e) {
            synchronized (this) {
                running = null;
            }
            return Finding.failed(name, "the check itself failed: " + e.getCause());
        }
    }

    /** Waits for a run under way: afterwards, unless {@code most} has passed, nobody is inside the check. */
    void drain(Duration most) {
        try {
            await(System.nanoTime() + most.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Finding ask() {
        Result result = check.execute();
        String message = StreamSupport.stream(result.spliterator(), false)
                .filter(entry -> !entry.isDebug() || result.getStatus() != Result.Status.OK)
                .map(ResultLog.Entry::getMessage)
                .collect(Collectors.joining("; "));
        Finding.Level level = switch (result.getStatus()) {
            case OK -> Finding.Level.OK;
            case WARN -> Finding.Level.WARN;
            case TEMPORARILY_UNAVAILABLE, CRITICAL, HEALTH_CHECK_ERROR -> Finding.Level.FAILED;
        };
        return new Finding(name, level, message);
    }
}
