package org.mailbay.metrics.exposition;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mailbay.metrics.MetricSource;

/** One source: asked at most once at a time, however long it takes. */
final class Source {
    private final String name;
    private final MetricSource source;
    private @Nullable CompletableFuture<List<Sample>> running;

    Source(String name, MetricSource source) {
        this.name = name;
        this.source = source;
    }

    String name() {
        return name;
    }

    /** Asks, unless it is still being asked from before. */
    synchronized CompletableFuture<List<Sample>> ask(Executor executor) {
        if (running == null || running.isDone()) {
            running = CompletableFuture.supplyAsync(
                    () -> {
                        Sheet sheet = new Sheet();
                        source.measure(sheet);
                        return sheet.samples();
                    },
                    executor);
        }
        return running;
    }

    /** Waits until nobody is inside, or {@code most} has passed. */
    void drain(Duration most) {
        CompletableFuture<List<Sample>> last;
        synchronized (this) {
            last = running;
        }
        try {
            if (last != null) {
                last.get(most.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // what it would have said is not needed any more
        }
    }
}
