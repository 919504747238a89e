package org.mailbay.store.engine.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.TextQuery;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.record.Position;
import org.mailbay.store.spi.SearchIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard's index and how far each account is in it.
 *
 * <p>An opened index is used once it was compared with the cursors ({@link #tend}); whatever was begun for another opening is dropped.
 */
final class ShardFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ShardFeed.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long IDLE_NANOS = Duration.ofSeconds(2).toNanos();
    /** After so long, positions are written though the index did not change. */
    private static final long LIGHT_NANOS = Duration.ofMinutes(1).toNanos();

    /** How long a search waits for what will take longer than that. */
    private static final long MOMENT_NANOS = Duration.ofMillis(200).toNanos();

    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    /** The right to work for an account upon one opening of the index. */
    record Ticket(int epoch, @Nullable Position position) {}

    private final Feed feed;
    private final Shard shard;
    private final Cursors cursors;
    private final long commitNanos;
    private final ReentrantLock tending = new ReentrantLock();
    private final ReentrantLock committing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    /** All below are guarded by {@link #lock}. */
    private @Nullable SearchIndex index;

    private int epoch;
    private SearchIndex.Commit committed = new SearchIndex.Commit("", 0);
    private Map<Progress, Position> dirty = new LinkedHashMap<>();
    private Map<Progress, Position> light = new LinkedHashMap<>();
    private long dirtySince;
    private long lightSince;
    private long lastApplied;
    private String trouble = "the index is being opened";

    ShardFeed(Feed feed, Shard shard, Cursors cursors, long commitNanos) {
        this.feed = feed;
        this.shard = shard;
        this.cursors = cursors;
        this.commitNanos = commitNanos;
    }

    Shard shard() {
        return shard;
    }

    /** What is wrong; empty when nothing is. */
    String trouble() {
        lock.lock();
        try {
            return trouble;
        } finally {
            lock.unlock();
        }
    }

    /** How far an account is, in words. */
    String describe(Progress progress) {
        lock.lock();
        try {
            if (!trouble.isEmpty()) {
                return trouble;
            }
            int percent = progress.percent();
            return percent < 100
                    ? percent + " % of the account is indexed"
                    : progress.behind() + " changes of the account are not yet indexed";
        } finally {
            lock.unlock();
        }
    }

    <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Opens the index if it is not, and compares it with the cursors; for one thread at a time, others need not wait. */
    void tend() {
        if (!tending.tryLock()) {
            return;
        }
        try {
            if (!shard.search().isPresent()) {
                lose("there is no search engine");
                return;
            }
            SearchIndex now = shard.search().enter(PATIENCE);
            try {
                if (!locked(() -> now == index)) {
                    adopt(now);
                }
            } finally {
                shard.search().exit();
            }
        } catch (IOException | RuntimeException e) {
            lose("the search index cannot be opened: " + e.getMessage());
        } finally {
            tending.unlock();
        }
    }

    private void lose(String why) {
        lock.lock();
        try {
            index = null;
            epoch++;
            if (!trouble.equals(why)) {
                LOG.info("event=search-away shard={} reason=\"{}\"", shard.id(), why);
            }
            trouble = why;
        } finally {
            lock.unlock();
        }
    }

    /** Begins to use an index: each account goes on where the index's last commit has it. */
    private void adopt(SearchIndex now) throws IOException {
        SearchIndex.Commit commit = now.committed();
        Cursors.Survey survey = cursors.survey(commit);
        List<SearchIndex.Change> orphans = new ArrayList<>();
        survey.orphans().forEach(account -> orphans.add(new SearchIndex.RemoveAll(account)));
        if (!orphans.isEmpty()) {
            now.apply(orphans);
            now.commit();
            cursors.forget(survey.orphans());
        }
        List<Progress> behind = new ArrayList<>();
        lock.lock();
        try {
            index = now;
            epoch++;
            committed = commit;
            dirty = new LinkedHashMap<>();
            light = new LinkedHashMap<>();
            trouble = "";
            survey.heads().forEach((account, head) -> {
                Progress progress = feed.progress(account);
                progress.committed(head);
                progress.shard = this;
                progress.position = survey.positions().get(account);
                progress.durable = progress.position == null ? 0 : progress.position.modSeq();
                if (progress.position == null && head > 1 || progress.behind() > 0) {
                    behind.add(progress);
                }
            });
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        LOG.info(
                "event=search-opened shard={} generation={} accounts={} behind={}",
                shard.id(),
                commit.generation(),
                survey.heads().size(),
                behind.size());
        feed.want(behind);
    }

    /** Null when there is no index now: the account is asked for again when there is. */
    @Nullable
    Ticket begin(Progress progress) {
        progress.shard = this;
        return locked(() -> index == null ? null : new Ticket(epoch, progress.position));
    }

    /** Takes back what was said of an account: it is about to be removed from the index. */
    void forget(Ticket ticket, Progress progress) throws IOException {
        committing.lock();
        try {
            lock.lock();
            try {
                if (epoch != ticket.epoch()) {
                    return;
                }
                dirty.remove(progress);
                light.remove(progress);
                progress.position = null;
            } finally {
                lock.unlock();
            }
            cursors.forget(List.of(progress.account));
        } finally {
            committing.unlock();
        }
    }

    /** An account is no more: removes its texts. Where that fails its cursor stays, and the index, opened again, does it then. */
    void removed(Progress progress) {
        Ticket ticket = begin(progress);
        Position position = ticket == null ? null : ticket.position();
        if (ticket == null || position == null) {
            return;
        }
        committing.lock();
        try {
            if (apply(ticket, List.of(new SearchIndex.RemoveAll(progress.account)))
                    && finish(ticket, progress, position, true)) {
                commit();
                if (locked(() -> !dirty.containsKey(progress))) {
                    forget(ticket, progress);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=search-account-not-removed account={} reason=\"{}\"", progress.account, e.getMessage());
        } finally {
            committing.unlock();
        }
    }

    /** False when the index is another one than the ticket's. */
    boolean apply(Ticket ticket, List<SearchIndex.Change> changes) throws IOException {
        SearchIndex now;
        try {
            now = shard.search().enter(PATIENCE);
        } catch (IOException e) {
            lose("the search engine is being replaced");
            return false;
        }
        boolean failed = true;
        try {
            if (!locked(() -> index == now && epoch == ticket.epoch())) {
                failed = false;
                return false;
            }
            now.apply(changes);
            failed = false;
            return true;
        } finally {
            shard.search().exit();
            if (failed) {
                lose("the search index could not be written");
                shard.search().discard(now);
            }
        }
    }

    /** Moves an account on; false when the index is another one than the ticket's. */
    boolean finish(Ticket ticket, Progress progress, Position position, boolean changed) {
        lock.lock();
        try {
            if (index == null || epoch != ticket.epoch()) {
                return false;
            }
            progress.position = position;
            long now = System.nanoTime();
            if (changed) {
                if (dirty.isEmpty()) {
                    dirtySince = now;
                }
                dirty.put(progress, position);
                light.remove(progress);
                lastApplied = now;
            } else if (dirty.containsKey(progress)) {
                dirty.put(progress, position);
            } else {
                if (light.isEmpty()) {
                    lightSince = now;
                }
                light.put(progress, position);
            }
            moved.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Commits when it is time to. */
    void commitIfDue() {
        long now = System.nanoTime();
        boolean due = locked(() -> index != null
                && (!dirty.isEmpty() && (now - dirtySince >= commitNanos || now - lastApplied >= IDLE_NANOS)
                        || !light.isEmpty() && now - lightSince >= LIGHT_NANOS));
        if (due) {
            commit();
        }
    }

    /**
     * Before the engine goes. What it commits when it is closed is in no cursor, so the next one would get everything since the last commit
     * again: engines that are replaced more often than the index is committed would never get on.
     */
    void save() {
        if (!shard.records().isPresent()) {
            return;
        }
        // A commit that runs is waited for, its cursors included.
        committing.lock();
        try {
            if (locked(() -> index != null && !dirty.isEmpty())) {
                commit();
            }
        } finally {
            committing.unlock();
        }
    }

    /** Makes durable what was applied, then says so in the cursors. */
    void commit() {
        if (!committing.tryLock()) {
            return;
        }
        Map<Progress, Position> taken = new HashMap<>();
        int began = locked(() -> epoch);
        try {
            SearchIndex.Commit durable = commitIndex(began, taken);
            if (durable != null) {
                cursors.write(durable, taken);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=search-commit-failed shard={} reason=\"{}\"", shard.id(), e.getMessage());
            giveBack(began, taken);
        } finally {
            committing.unlock();
        }
    }

    /** Null when the index is another one; {@code taken} gets the positions that the commit has. */
    private SearchIndex.@Nullable Commit commitIndex(int began, Map<Progress, Position> taken) throws IOException {
        SearchIndex now = shard.search().enter(PATIENCE);
        boolean failed = false;
        try {
            boolean changed;
            lock.lock();
            try {
                if (index != now || epoch != began) {
                    return null;
                }
                changed = !dirty.isEmpty();
                taken.putAll(light);
                taken.putAll(dirty);
                light = new LinkedHashMap<>();
                dirty = new LinkedHashMap<>();
            } finally {
                lock.unlock();
            }
            if (changed) {
                failed = true;
                SearchIndex.Commit durable = now.commit();
                failed = false;
                feed.reports().commits.incrementAndGet();
                locked(() -> committed = durable);
            }
            return locked(() -> committed);
        } finally {
            shard.search().exit();
            if (failed) {
                // What was applied since the commit before may be gone: opened again, it says.
                lose("the search index could not be made durable");
                shard.search().discard(now);
            }
        }
    }

    private void giveBack(int began, Map<Progress, Position> taken) {
        lock.lock();
        try {
            if (epoch == began) {
                taken.forEach(dirty::putIfAbsent);
                dirtySince = System.nanoTime();
                lastApplied = dirtySince;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Matches once the account is as far as {@code state}; waits for that until {@code deadline} by {@link System#nanoTime}. */
    long[] match(Progress progress, char letter, long state, TextQuery query, long deadline) throws IOException {
        AccountId account = progress.account;
        while (true) {
            SearchIndex ready = awaitCovered(progress, letter, state, deadline);
            SearchIndex now;
            try {
                now = shard.search().enter(PATIENCE);
            } catch (IOException e) {
                throw new SearchBehindException("the search engine is being replaced");
            }
            try {
                if (now == ready) {
                    return now.match(account, letter, query);
                }
            } finally {
                shard.search().exit();
            }
            tend();
            if (locked(() -> index == ready)) {
                if (System.nanoTime() >= deadline) {
                    throw new SearchBehindException("the search engine is being replaced");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /**
     * What matches of what the index has.
     *
     * @param position how far it was, at least, when it was asked
     */
    record Matched(long[] numbers, Position position) {}

    /** Matches with the index as it is; null when there is none, or none that has anything of the account. */
    @Nullable
    Matched matchKnown(Progress progress, char letter, TextQuery query) throws IOException {
        SearchIndex ready = locked(() -> index);
        Position position = locked(() -> index == ready ? progress.position : null);
        if (ready == null || position == null || !shard.search().isPresent()) {
            return null;
        }
        SearchIndex now;
        try {
            now = shard.search().enter(PATIENCE);
        } catch (IOException e) {
            return null;
        }
        try {
            return now == ready ? new Matched(now.match(progress.account, letter, query), position) : null;
        } finally {
            shard.search().exit();
        }
    }

    private SearchIndex awaitCovered(Progress progress, char letter, long state, long deadline)
            throws SearchBehindException {
        long moment = Math.min(deadline, System.nanoTime() + MOMENT_NANOS);
        lock.lock();
        try {
            while (true) {
                SearchIndex now = index;
                Position position = progress.position;
                if (now != null && position != null && position.covers(letter, state)) {
                    return now;
                }
                long left = (now != null && isNear(progress, letter) ? deadline : moment) - System.nanoTime();
                if (left <= 0) {
                    throw new SearchBehindException(
                            trouble.isEmpty() && !feed.schemas().has(letter)
                                    ? "the model of these objects is away"
                                    : describe(progress));
                }
                feed.hurry(progress);
                try {
                    moved.awaitNanos(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new SearchBehindException("interrupted: " + describe(progress));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether what is missing is no more than what may wait while there is a rush. */
    private boolean isNear(Progress progress, char letter) {
        return progress.percent() == 100
                && progress.behind() <= feed.mostWaiting()
                && feed.schemas().has(letter);
    }
}
