package org.mailbay.directory.local.attempts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Failures of one kind of thing, such as source networks. Whoever fails too often is blocked for a while, and longer each time. Guarded
 * by its owner.
 *
 * @param <K> whose
 */
final class Tallies<K> {
    private final String scope;
    private final int most;
    private final Terms terms;
    private final Map<K, Tally> tallies = new LinkedHashMap<>(64, 0.75f, true);
    private int blocks;

    private static final class Tally {
        double failures;
        int blocks;
        long last;
        long until;
    }

    /**
     * When a block begins, and how long it lasts.
     *
     * @param failures that lead to it
     * @param first how long it lasts at first; each further one twice as long
     * @param longest how long it lasts at most
     * @param memory after which failures and blocks are forgotten
     */
    record Terms(int failures, Duration first, Duration longest, Duration memory) {}

    /** What is known of one. */
    record Shown<K>(K key, String scope, int failures, Duration blocked) {}

    /**
     * None yet.
     *
     * @param most that are kept; then the one that was looked at longest ago is forgotten
     */
    Tallies(String scope, int most, Terms terms) {
        this.scope = scope;
        this.most = most;
        this.terms = terms;
    }

    String scope() {
        return scope;
    }

    /** How long it is still blocked; zero when it is not. */
    Duration blocked(K key, long now) {
        Tally tally = current(key, now);
        return tally == null ? Duration.ZERO : left(tally, now);
    }

    private static Duration left(Tally tally, long now) {
        return tally.blocks > 0 && tally.until - now > 0 ? Duration.ofNanos(tally.until - now) : Duration.ZERO;
    }

    private @Nullable Tally current(K key, long now) {
        Tally tally = tallies.get(key);
        if (tally != null && isForgotten(tally, now)) {
            tallies.remove(key);
            return null;
        }
        return tally;
    }

    private boolean isForgotten(Tally tally, long now) {
        return now - tally.last > terms.memory.toNanos() && left(tally, now).isZero();
    }

    /**
     * Counts a failure.
     *
     * @param weight 1, or less when it tells little
     * @return how long it is blocked, when this failure was one too many; else zero
     */
    Duration fail(K key, double weight, long now) {
        Tally tally = current(key, now);
        if (tally == null) {
            trim(now);
            tally = new Tally();
            tallies.put(key, tally);
        }
        tally.last = now;
        tally.failures += weight;
        if (tally.failures < terms.failures) {
            return Duration.ZERO;
        }
        tally.failures = terms.failures / 2.0; // who comes back to guess is blocked the sooner
        tally.blocks++;
        long length = terms.first.toNanos() << Math.min(tally.blocks - 1, 20);
        tally.until = now + Math.min(length < 0 ? Long.MAX_VALUE : length, terms.longest.toNanos());
        tally.last = tally.until; // remembered from its end on
        blocks++;
        return left(tally, now);
    }

    private void trim(long now) {
        while (!tallies.isEmpty()) {
            Map.Entry<K, Tally> eldest = tallies.entrySet().iterator().next();
            if (tallies.size() < most && !isForgotten(eldest.getValue(), now)) {
                return;
            }
            tallies.remove(eldest.getKey());
        }
    }

    /** How many failures, rounded down. */
    int failures(K key, long now) {
        Tally tally = current(key, now);
        return tally == null ? 0 : (int) tally.failures + tally.blocks * terms.failures;
    }

    /** Forgets one; whether there was something to forget. */
    boolean lift(K key) {
        return tallies.remove(key) != null;
    }

    /** Forgets those that {@code condition} says; whether there were some. */
    boolean liftIf(Predicate<K> condition) {
        return tallies.keySet().removeIf(condition);
    }

    void clear() {
        tallies.clear();
    }

    boolean isEmpty() {
        return tallies.isEmpty();
    }

    /** Blocks that began since the start. */
    int blocks() {
        return blocks;
    }

    /** Those that failed lately. */
    List<Shown<K>> show(long now) {
        List<Shown<K>> shown = new ArrayList<>();
        tallies.forEach((key, tally) -> {
            if (!isForgotten(tally, now)) {
                shown.add(new Shown<>(key, scope, (int) tally.failures, left(tally, now)));
            }
        });
        return shown;
    }
}
