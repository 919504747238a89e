package org.mailbay.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before another attempt (RFC 5321 §4.5.4.1).
 *
 * @param steps after the first failure, the second and so on; the last one is repeated. Each is spread by a tenth, so that what failed together is
 *     not tried together
 */
record Backoff(List<Duration> steps) {
    /** How often a paused destination is looked at. */
    static final Duration PAUSED = Duration.ofMinutes(10);

    Backoff {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.stream().anyMatch(step -> step.isNegative() || step.isZero())) {
            throw new IllegalArgumentException("back-off");
        }
    }

    /** After so many failures, from 1. */
    Duration after(int failures) {
        Duration step = steps.get(Math.min(failures, steps.size()) - 1);
        long tenth = step.toMillis() / 10;
        return step.plusMillis(tenth == 0 ? 0 : ThreadLocalRandom.current().nextLong(-tenth, tenth + 1));
    }
}
