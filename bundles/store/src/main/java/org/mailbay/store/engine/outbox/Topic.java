package org.mailbay.store.engine.outbox;

import java.util.ArrayDeque;
import org.mailbay.store.spi.OutboxWorker;
import org.mailbay.swap.Swappable;

/** What one worker takes. */
final class Topic {
    final String name;
    final Swappable<OutboxWorker> worker;

    // Under the lock of Outbox.
    final ArrayDeque<Lane> ready = new ArrayDeque<>();

    /** Threads that are at work, or begin. */
    int active;

    /** Threads that begin. */
    int starting;

    long done;
    long failed;

    Topic(String name) {
        this.name = name;
        worker = new Swappable<>("outbox worker " + name);
    }
}
