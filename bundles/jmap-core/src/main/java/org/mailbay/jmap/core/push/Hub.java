package org.mailbay.jmap.core.push;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.store.AccountId;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.swap.Swappable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of which account. Threads: any. */
public final class Hub implements CommitListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final ConcurrentHashMap<AccountId, CopyOnWriteArrayList<Listener>> subscribers = new ConcurrentHashMap<>();

    private final AtomicInteger count = new AtomicInteger();

    private final int maxPerAccount;

    private final int maxTotal;

    private final Models models;

    private final Revocations revocations;

    private final Others others;

    private final ExecutorService writers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("jmap-push-", 0).factory());

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("jmap-push-clock").factory());

    /**
     * A hub without subscribers.
     *
     * @param maxPerAccount subscribers of one account
     * @param maxTotal subscribers of all accounts
     * @param models what clients are told of: data types, and accounts of others
     * @param directories who says whether those who logged in may stay
     */
    public Hub(int maxPerAccount, int maxTotal, Models models, Swappable<Directory> directories) {
        this.maxPerAccount = maxPerAccount;
        this.maxTotal = maxTotal;
        this.models = models;
        this.revocations = new Revocations(directories);
        this.others = new Others(models, writers, user -> subscribers.getOrDefault(user, new CopyOnWriteArrayList<>()));
        clock.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Runs writes; never the committing thread itself. */
    public Executor writers() {
        return writers;
    }

    /** Adds a subscriber, who hears of its own account and of those that are shared with it; false when there are too many. */
    public boolean add(Principal principal, Listener listener) {
        AccountId account = principal.account();
        if (count.incrementAndGet() > maxTotal) {
            count.decrementAndGet();
            return false;
        }
        boolean[] added = {false};
        subscribers.compute(account, (id, list) -> {
            CopyOnWriteArrayList<Listener> now = list == null ? new CopyOnWriteArrayList<>() : list;
            added[0] = now.size() < maxPerAccount && now.add(listener);
            return now;
        });
        if (added[0]) {
            others.add(principal);
            revocations.added(listener);
        } else {
            count.decrementAndGet();
        }
        return added[0];
    }

    /** Removes a subscriber. */
    public void remove(AccountId account, Listener listener) {
        subscribers.computeIfPresent(account, (id, list) -> {
            if (list.remove(listener)) {
                count.decrementAndGet();
            }
            if (list.isEmpty()) {
                others.remove(id);
            }
            return list.isEmpty() ? null : list;
        });
    }

    /** How many subscribers there are. */
    public int size() {
        return count.get();
    }

    @Override
    public void committed(AccountId account, long modSeq, Set<String> types) {
        others.committed(account, modSeq, types);
        CopyOnWriteArrayList<Listener> list = subscribers.get(account);
        if (list == null) {
            return;
        }
        Set<String> known = new TreeSet<>(types);
        known.removeIf(type -> !models.knows(type)); // what bundles keep for themselves is nobody's business
        if (!known.isEmpty()) {
            for (Listener listener : list) {
                listener.changed(account, 0, modSeq, known);
            }
        }
    }

    private void tick() {
        long now = System.nanoTime();
        try {
            revocations.look(() -> subscribers.values().stream().flatMap(List::stream));
        } catch (RuntimeException e) {
            LOG.error("event=jmap.push outcome=failed", e);
        }
        subscribers.values().forEach(list -> list.forEach(listener -> tick(listener, now)));
    }

    private static void tick(Listener listener, long now) {
        try {
            listener.tick(now);
        } catch (RuntimeException e) {
            LOG.error("event=jmap.push outcome=failed", e); // thrown on, it would be the clock's last tick for all
        }
    }

    /** Ends all subscriptions between two events, so that clients connect anew. */
    public void endAll() {
        subscribers.values().forEach(list -> list.forEach(Listener::end));
    }

    @Override
    public void close() {
        endAll();
        clock.shutdownNow();
        writers.shutdown();
        boolean interrupted = false;
        try {
            if (!writers.awaitTermination(2, TimeUnit.SECONDS)) {
                writers.shutdownNow();
            }
            clock.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
