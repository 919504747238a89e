package org.mailbay.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.mailbay.queue.Waiting.Work;
import org.mailbay.store.Room.Change;
import org.mailbay.swap.AwayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes durable what came of an attempt: what is done goes, what failed is reported, the rest waits again. */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final Duration STORE_AWAY = Duration.ofMillis(250);

    private final Waiting waiting;
    private final Supplier<Standing> standing;
    private final Terms terms;
    private final Reports reports;
    private final News news;
    private final Diary diary;
    private final Locks locks;
    private volatile boolean stopped;

    Settlement(
            Waiting waiting,
            Supplier<Standing> standing,
            Terms terms,
            Reports reports,
            News news,
            Diary diary,
            Locks locks) {
        this.waiting = waiting;
        this.standing = standing;
        this.terms = terms;
        this.reports = reports;
        this.news = news;
        this.diary = diary;
        this.locks = locks;
    }

    /** Tries no longer to write what cannot be written. */
    void stop() {
        stopped = true;
    }

    /**
     * Settles, however long the store is away: what was delivered must not be delivered again.
     *
     * @param edits as {@link Locks#edits} was before the work was read
     * @throws IOException when this queue is stopped before
     */
    void settle(Tried tried, long edits) throws IOException {
        Prepared prepared = null;
        Ended ended;
        while (true) {
            try {
                prepared = prepared == null ? prepare(tried) : prepared;
                ended = commit(tried, prepared, edits);
                break;
            } catch (AwayException e) {
                LOG.warn(
                        "event=queue-report outcome=waits letter={} reason=\"{}\"",
                        tried.letter().number(),
                        e.getMessage());
                if (stopped) {
                    throw e;
                }
                LockSupport.parkNanos(STORE_AWAY.toNanos());
            } catch (IOException | RuntimeException e) {
                // Also what should never happen: who gave up here would have it delivered again, and again.
                LOG.error(
                        "event=queue-unwritten letter={} reason=\"{}\"",
                        tried.letter().number(),
                        e.toString());
                if (stopped) {
                    throw e;
                }
                LockSupport.parkNanos(STORE_AWAY.toNanos());
            }
        }
        diary.tried(tried);
        if (ended == Ended.BEFORE) {
            return;
        }
        diary.reported(tried.letter(), prepared.reports.size());
        if (ended == Ended.NOW) {
            diary.gone(tried.letter().number());
            waiting.forget(tried.letter().blob());
        }
        if (!prepared.news.isEmpty()) {
            news.soon();
        }
    }

    /** Whether a letter has ended. */
    private enum Ended {
        NOT,
        NOW,
        /** Somebody else removed it, or this work of it. */
        BEFORE
    }

    /** What an attempt brings besides: made once, however often it is committed. */
    private record Prepared(List<Item> reports, List<Change> changes, List<Change> news, boolean isLate) {}

    private Prepared prepare(Tried tried) throws IOException {
        List<Change> changes = new ArrayList<>();
        // Reports are letters like others, in the same commit: nobody is forgotten, nobody told twice.
        boolean isLate = terms.isLate(tried.letter(), tried.item(), tried.now());
        List<Item> work = reports(tried, isLate, changes);
        List<Change> told = news.of(tried);
        return new Prepared(work, changes, told, isLate);
    }

    /** A report that can never be made is done without: what it would tell of has happened all the same. */
    private List<Item> reports(Tried tried, boolean isLate, List<Change> changes) throws IOException {
        try {
            return reports.of(tried, isLate, changes);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException | LinkageError e) {
            LOG.error(
                    "event=queue-report outcome=failed letter={} trace={}",
                    tried.letter().number(),
                    tried.letter().traceId(),
                    e);
            changes.clear();
            return List.of();
        }
    }

    private Ended commit(Tried tried, Prepared prepared, long edits) throws IOException {
        long number = tried.letter().number();
        Lock lock = locks.of(number);
        lock.lock();
        try {
            List<Change> changes = new ArrayList<>(prepared.changes);
            changes.addAll(prepared.news);
            List<Item> stand = new ArrayList<>(prepared.reports);
            Item item = tried.item();
            changes.add(Waiting.leave(item));
            boolean isHeld = false;
            if (locks.edits() != edits) {
                Work work = waiting.work(item.id());
                if (work.item() == null || work.letter() == null) {
                    // Removed meanwhile, or settled by a commit that seemed to fail.
                    waiting.commit(List.of(Waiting.leave(item)));
                    return Ended.BEFORE;
                }
                item = work.item();
                isHeld = !work.letter().held().isEmpty();
                changes.add(Waiting.leave(item));
            }
            boolean over = false;
            if (tried.left().isEmpty()) {
                changes.add(new Change(Keys.item(item.id()), null));
                over = tried.letter().items() == 1 || waiting.isLast(item.id());
                if (over) {
                    changes.addAll(Waiting.remove(tried.letter()));
                }
            } else {
                Item later = item.again(tried.left(), terms.next(tried), prepared.isLate);
                changes.add(new Change(Keys.item(item.id()), later.row()));
                if (!isHeld) {
                    stand.add(later);
                }
            }
            standing.get().commit(changes, stand, List.of());
            return over ? Ended.NOW : Ended.NOT;
        } finally {
            lock.unlock();
        }
    }
}
