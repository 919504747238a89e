package org.mailbay.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.felix.hc.api.HealthCheck;

/** The health checks there are now, asked together and within one bound. */
final class Checks implements AutoCloseable {
    private final Map<Object, Check> checks = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("health-check-", 0).factory());
    private final Duration bound;

    /** @param bound for a round of all checks */
    Checks(Duration bound) {
        this.bound = bound;
    }

    /** @param key to {@link #remove} it by */
    void add(Object key, String name, HealthCheck check) {
        checks.put(key, new Check(name, check));
    }

    /** Lets go of a check; waits for a run of it that is under way, within the bound. */
    void remove(Object key) {
        Check check = checks.remove(key);
        if (check != null) {
            check.drain(bound);
        }
    }

    /** Asks every check; one that does not answer in time has failed. */
    List<Finding> run() throws InterruptedException {
        List<Check> round = List.copyOf(checks.values());
        for (Check check : round) {
            check.begin(executor);
        }
        long deadline = System.nanoTime() + bound.toNanos();
        List<Finding> findings = new ArrayList<>(round.size());
        for (Check check : round) {
            findings.add(check.await(deadline));
        }
        return findings;
    }

    /** Interrupts what still runs, and does not wait for it. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
