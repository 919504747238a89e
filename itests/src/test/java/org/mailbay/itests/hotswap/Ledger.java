package org.mailbay.itests.hotswap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** What happened: who was promised what, what went wrong, and who had to wait how long. Threads: any. */
final class Ledger {
    private static final int MOST_TOLD = 50;

    /** Message id → the accounts it was accepted for. */
    private final Map<String, Set<String>> accepted = new ConcurrentHashMap<>();

    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger violationCount = new AtomicInteger();
    private final List<Phase> phases = new ArrayList<>();
    private volatile Phase phase = new Phase("warming up");
    final AtomicLong messages = new AtomicLong();
    final AtomicLong requests = new AtomicLong();
    final AtomicLong events = new AtomicLong();
    final AtomicLong searches = new AtomicLong();
    /** How often a search said that the index has not seen everything yet. */
    final AtomicLong behind = new AtomicLong();

    final AtomicLong streamEnds = new AtomicLong();

    /** A stretch of time in which at most one update goes on. */
    static final class Phase {
        final String name;
        final LongAccumulator smtp = new LongAccumulator(Math::max, 0);
        final LongAccumulator jmap = new LongAccumulator(Math::max, 0);

        Phase(String name) {
            this.name = name;
        }
    }

    Phase begin(String name) {
        phase = new Phase(name);
        phases.add(phase);
        return phase;
    }

    Phase phase() {
        return phase;
    }

    List<Phase> phases() {
        return phases;
    }

    /** A client waited; the phase in which it began and the one in which it ended both caused it, perhaps. */
    void waitedForSmtp(Phase began, long nanos) {
        began.smtp.accumulate(nanos);
        phase.smtp.accumulate(nanos);
    }

    void waitedForJmap(Phase began, long nanos) {
        requests.incrementAndGet();
        began.jmap.accumulate(nanos);
        phase.jmap.accumulate(nanos);
    }

    /** The server is about to be given the end of this message: from here on it may be there without a word. */
    void offered(String id) {
        unanswered.add(id);
    }

    void accepted(String id, Set<String> accounts) {
        accepted.put(id, accounts);
        unanswered.remove(id);
        messages.incrementAndGet();
    }

    void refused(String id) {
        unanswered.remove(id);
    }

    Map<String, Set<String>> accepted() {
        return accepted;
    }

    boolean isUnanswered(String id) {
        return unanswered.contains(id);
    }

    void violation(String what) {
        if (violationCount.incrementAndGet() <= MOST_TOLD) {
            violations.add("[" + phase.name + "] " + what);
        }
    }

    int violationCount() {
        return violationCount.get();
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
