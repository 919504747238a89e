package org.mailbay.features;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.features.canary.Canary;
import org.mailbay.features.exchange.Exchange;
import org.mailbay.features.exchange.Move;
import org.mailbay.features.shelf.Shelf;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries revisions: one at a time, watched each second.
 *
 * <p>A canary is in no list of what the launcher starts: whatever ends the server ends it.
 */
final class Canaries {
    private static final Logger LOG = LoggerFactory.getLogger(Canaries.class);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int MOST_ENDED = 10;

    private final BundleContext context;
    private final Exchange exchange;
    private final Installed installed;
    private final Shelf shelf;
    private final ReentrantLock lock;
    private final InstantSource clock;
    private final Deque<Canary> ended = new ArrayDeque<>();
    private final LongAdder promoted = new LongAdder();
    private final LongAdder withdrawn = new LongAdder();
    private volatile @Nullable Running running;

    /** One that runs, and what is remembered when it is promoted. */
    private record Running(Canary canary, Shelf.Change change, Thread watch) {}

    Canaries(
            BundleContext context,
            Exchange exchange,
            Installed installed,
            Shelf shelf,
            ReentrantLock lock,
            InstantSource clock) {
        this.context = context;
        this.exchange = exchange;
        this.installed = installed;
        this.shelf = shelf;
        this.lock = lock;
        this.clock = clock;
    }

    /** The one that runs first, then those that ended, the newest first. */
    synchronized List<Map<String, Object>> list() {
        List<Map<String, Object>> list = new ArrayList<>();
        Running now = running;
        if (now != null) {
            list.add(now.canary().said());
        }
        ended.forEach(canary -> list.add(canary.said()));
        return list;
    }

    /** Refuses to touch a bundle that is being tried. */
    void mustNotRun(String name) throws AdminProblem {
        Running now = running;
        if (now != null && now.canary().name().equals(name)) {
            throw new AdminProblem(409, "canary-runs", "A canary of " + name + " runs: promote or withdraw it first.");
        }
    }

    /** Begins; the caller holds the lock. */
    Map<String, Object> begin(
            Move move, Shelf.Change change, Set<String> offers, int percent, Duration length, String actor)
            throws AdminProblem, IOException {
        Running already = running;
        if (already != null) {
            throw new AdminProblem(
                    409, "canary-runs", "A canary of " + already.canary().name() + " runs: one at a time.");
        }
        Bundle old = move.old();
        if (old == null || move.exclusive()) {
            throw new AdminProblem(
                    409,
                    "no-canary",
                    move.name() + (old == null ? " does not run yet: install it." : " runs in one revision only."));
        }
        Canary.check(context, old, offers);
        AtomicReference<@Nullable Canary> made = new AtomicReference<>();
        try {
            exchange.beside(move, young -> {
                installed.trial(young, true);
                made.set(new Canary(context, old, young, percent, clock.instant(), length));
            });
        } catch (AdminProblem | IOException | RuntimeException e) {
            Canary failed = made.get();
            if (failed != null) {
                failed.end();
                installed.trial(failed.young(), false);
            }
            shelf.sweep();
            throw e;
        }
        Canary canary = java.util.Objects.requireNonNull(made.get());
        Thread watch = Thread.ofVirtual().name("features-canary").unstarted(() -> watch(canary));
        running = new Running(canary, change, watch);
        watch.start();
        LOG.info(
                "event=canary.begun bundle={} from={} to={} percent={} seconds={} actor={}",
                canary.name(),
                old.getVersion(),
                canary.young().getVersion(),
                percent,
                length.toSeconds(),
                actor);
        return canary.said();
    }

    /** It serves all from now on; the caller holds the lock. */
    Map<String, Object> promote(String name, String because) throws AdminProblem, IOException {
        Running now = required(name);
        Canary canary = now.canary();
        // Remembered before anybody depends on it.
        shelf.activate(List.of(now.change()));
        canary.decide(Canary.Outcome.PROMOTED, because);
        canary.share(100);
        installed.trial(canary.young(), false);
        exchange.remove(canary.old());
        canary.end();
        finish(now);
        return canary.said();
    }

    /** It goes, and the revision before serves all again; the caller holds the lock. */
    Map<String, Object> withdraw(String name, String because) throws AdminProblem, IOException {
        Running now = required(name);
        Canary canary = now.canary();
        canary.decide(Canary.Outcome.WITHDRAWN, because);
        canary.share(0);
        exchange.remove(canary.young());
        installed.trial(canary.young(), false);
        canary.end();
        finish(now);
        return canary.said();
    }

    /** Withdraws what runs, as nobody watches it any more. */
    void close() {
        Running now = running;
        if (now != null) {
            now.watch().interrupt();
            try {
                withdraw(now.canary().name(), "bundle features stops");
            } catch (AdminProblem | IOException | RuntimeException e) {
                LOG.error(
                        "event=canary.withdraw bundle={} outcome=failed",
                        now.canary().name(),
                        e);
            }
        }
    }

    private Running required(String name) throws AdminProblem {
        Running now = running;
        if (now == null || !now.canary().name().equals(name)) {
            throw new AdminProblem(404, "no-canary-runs", "No canary of " + name + " runs.");
        }
        return now;
    }

    private synchronized void finish(Running now) throws IOException {
        Canary canary = now.canary();
        running = null;
        ended.addFirst(canary);
        if (ended.size() > MOST_ENDED) {
            ended.removeLast();
        }
        shelf.sweep();
        if (canary.outcome() == Canary.Outcome.PROMOTED) {
            promoted.increment();
            LOG.info("event=canary.promoted said={}", canary.said());
        } else {
            withdrawn.increment();
            LOG.warn("event=canary.withdrawn said={}", canary.said());
        }
    }

    private void watch(Canary canary) {
        while (canary.outcome() == Canary.Outcome.RUNNING) {
            try {
                Thread.sleep(STEP);
                lock.lockInterruptibly();
            } catch (InterruptedException e) {
                return;
            }
            try {
                if (canary.outcome() == Canary.Outcome.RUNNING) {
                    look(canary);
                }
            } catch (AdminProblem | IOException | RuntimeException e) {
                LOG.error("event=canary.watch bundle={} outcome=failed", canary.name(), e);
            } finally {
                lock.unlock();
            }
        }
    }

    private void look(Canary canary) throws AdminProblem, IOException {
        String complaint = canary.complaint();
        List<String> waiting = exchange.waiting(canary.young());
        if (!complaint.isEmpty()) {
            withdraw(canary.name(), complaint);
        } else if (!waiting.isEmpty()) {
            withdraw(canary.name(), String.join("; ", waiting));
        } else if (canary.isOver(clock.instant())) {
            if (canary.isProved()) {
                promote(canary.name(), "its time is over, and it did not fail more than the revision before");
            } else {
                withdraw(canary.name(), "its time is over, and nobody used it");
            }
        }
    }

    /** How they ended, since this bundle started. */
    Map<String, Long> ended() {
        return Map.of("promoted", promoted.sum(), "withdrawn", withdrawn.sum());
    }

    /** The share of the one that runs; 0 when none does. */
    int percent() {
        Running now = running;
        return now == null ? 0 : now.canary().percent();
    }
}
