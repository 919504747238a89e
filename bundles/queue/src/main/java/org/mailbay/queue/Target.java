package org.mailbay.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a destination; everything under the {@link Scheduler}'s lock. */
final class Target {
    /** Its lanes in memory. */
    final List<Active> lanes = new ArrayList<>();

    /** How many attempts at a time: rises while it takes mail, falls when it does not. */
    private double limit = 2;

    private int failures;
    private @Nullable Instant retryAt;
    int running;
    boolean paused;
    /** Whether it stands in the line of all, and in the one of letters. */
    boolean isReady;

    boolean isReadyForLetters;

    /** The lane whose turn it is; null when there is none, or no more may run. */
    @Nullable
    Active turn(boolean lettersOnly) {
        if (running >= (int) limit || paused) {
            return null;
        }
        Active first = null;
        for (Active lane : lanes) {
            if (!lane.window.isEmpty()
                    && (!lettersOnly || lane.kind != Lane.Kind.BULK)
                    && (first == null || lane.pass < first.pass)) {
                first = lane;
            }
        }
        return first;
    }

    /** Counts a turn: the lanes of a tenant share what one lane would have. */
    void took(Active lane) {
        long siblings =
                lanes.stream().filter(other -> other.tenant == lane.tenant).count();
        lane.pass += (double) siblings / lane.kind.weight;
        running++;
    }

    void judge(Health health, Instant now, Backoff backoff, int most) {
        switch (health) {
            case WELL -> {
                limit = Math.min(most, limit + 1 / limit);
                revive();
            }
            case DEAD -> {
                // Of several at once that fail, one counts.
                if (deadUntil(now) == null) {
                    limit = Math.max(1, limit / 2);
                    failures++;
                    retryAt = now.plus(backoff.after(failures));
                }
            }
            case UNKNOWN -> {}
        }
    }

    /** Forgets that it failed. */
    void revive() {
        failures = 0;
        retryAt = null;
    }

    /** Until when it is left alone; null when it is not. */
    @Nullable
    Instant deadUntil(Instant now) {
        return retryAt != null && retryAt.isAfter(now) ? retryAt : null;
    }

    /** Before when nothing is tried, though it be due; null when it may be. */
    @Nullable
    Instant closedUntil(Instant now) {
        if (!paused) {
            return deadUntil(now);
        }
        Instant pausedUntil = now.plus(Backoff.PAUSED);
        Instant dead = deadUntil(now);
        return dead != null && dead.isAfter(pausedUntil) ? dead : pausedUntil;
    }

    /** Whether nothing is under way to it. */
    boolean isIdle() {
        return lanes.isEmpty() && running == 0;
    }

    /** @param running attempts; @param limit of them; @param failures in a row; @param deadUntil when it is tried again; null: now */
    record State(
            int running, int limit, int failures, @Nullable Instant deadUntil) {}

    State state(Instant now) {
        return new State(running, (int) limit, failures, deadUntil(now));
    }

    /** For {@code min}. */
    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** How long from one time to another, at least a millisecond. */
    static long millis(Instant from, Instant to) {
        return Math.max(1, Duration.between(from, to).toMillis());
    }
}
