package org.mailbay.jmx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks within two seconds, and not again before the last asking has come to an end. */
final class Bounded implements Supplier<SequencedMap<String, Object>> {
    static final String TROUBLE = "Trouble";
    private static final long MOST_MILLIS = 2_000;

    private final Executor executor;
    private final Supplier<SequencedMap<String, Object>> asked;
    private @Nullable CompletableFuture<SequencedMap<String, Object>> running;

    Bounded(Executor executor, Supplier<SequencedMap<String, Object>> asked) {
        this.executor = executor;
        this.asked = asked;
    }

    /** The values, or why there are none. */
    @Override
    public SequencedMap<String, Object> get() {
        try {
            return ask().get(MOST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return trouble("no answer within " + MOST_MILLIS + " ms");
        } catch (ExecutionException e) {
            return trouble(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return trouble("interrupted");
        }
    }

    private synchronized CompletableFuture<SequencedMap<String, Object>> ask() {
        CompletableFuture<SequencedMap<String, Object>> last = running;
        if (last == null || last.isDone()) {
            last = CompletableFuture.supplyAsync(asked, executor);
            running = last;
        }
        return last;
    }

    private static SequencedMap<String, Object> trouble(String why) {
        return new LinkedHashMap<>(Map.of(TROUBLE, why));
    }
}
