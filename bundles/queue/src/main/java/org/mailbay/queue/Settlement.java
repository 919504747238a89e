package org.mailbay.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.mailbay.queue.Reports.Report;
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
    private final Stock stock;
    private final Locks locks;
    private final Outlasting outlasting;
    private volatile boolean stopped;

    Settlement(
            Waiting waiting,
            Supplier<Standing> standing,
            Terms terms,
            Reports reports,
            News news,
            Diary diary,
            Stock stock,
            Locks locks,
            Outlasting outlasting) {
        this.waiting = waiting;
        this.standing = standing;
        this.terms = terms;
        this.reports = reports;
        this.news = news;
        this.diary = diary;
        this.stock = stock;
        this.locks = locks;
        this.outlasting = outlasting;
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
        Tried toSettle = tried;
        Prepared prepared = null;
        // Whether it may be settled already: by a commit whose reply was lost, or, when this is late, by the next
        // revision.
        boolean isUnsure = stopped;
        try {
            while (true) {
                try {
                    if (prepared == null) {
                        prepared = prepare(toSettle);
                        prepared.begin(locks);
                    }
                    over(toSettle, prepared, commit(toSettle, prepared, edits, isUnsure || stopped));
                    return;
                } catch (AwayException e) {
                    LOG.warn(
                            "event=queue-report outcome=waits letter={} reason=\"{}\"",
                            tried.letter().number(),
                            e.getMessage());
                    if (stopped) {
                        // Who takes over finds out again what failed, and reports it; what was delivered stays so.
                        toSettle = tried.failedLater();
                        continue;
                    }
                } catch (IOException | RuntimeException e) {
                    // Also what should never happen: who gave up here would have it delivered again, and again.
                    LOG.error(
                            "event=queue-unwritten letter={} reason=\"{}\"",
                            tried.letter().number(),
                            e.toString());
                    isUnsure = true;
                    if (stopped) {
                        throw e;
                    }
                }
                LockSupport.parkNanos(STORE_AWAY.toNanos());
            }
        } finally {
            if (prepared != null) {
                prepared.end(locks);
            }
        }
    }

    private void over(Tried tried, Prepared prepared, Ended ended) {
        diary.tried(tried);
        if (ended == Ended.BEFORE) {
            return;
        }
        diary.reported(tried.letter(), prepared.report);
        if (prepared.report.letter() != null) {
            stock.came(prepared.report.letter().blob().size());
        }
        if (ended == Ended.NOW) {
            stock.gone(tried.letter().number(), tried.letter().blob().size());
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
    private record Prepared(Report report, List<Change> news, boolean isLate) {
        /** Places of the report may be there before it is. */
        void begin(Locks locks) {
            if (report.letter() != null) {
                locks.begin(report.letter().number());
            }
        }

        void end(Locks locks) {
            if (report.letter() != null) {
                locks.end(report.letter().number());
            }
        }
    }

    private Prepared prepare(Tried tried) throws IOException {
        // Reports are letters like others, in the same commit: nobody is forgotten, nobody told twice.
        boolean isLate = tried.isReported() && terms.isLate(tried.letter(), tried.item(), tried.now());
        return new Prepared(report(tried, isLate), news.of(tried), isLate);
    }

    /** A report that can never be made is done without: what it would tell of has happened all the same. */
    private Report report(Tried tried, boolean isLate) throws IOException {
        try {
            return reports.of(tried, isLate);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException | LinkageError e) {
            LOG.error(
                    "event=queue-report outcome=failed letter={} trace={}",
                    tried.letter().number(),
                    tried.letter().traceId(),
                    e);
            return Report.NONE;
        }
    }

    private Ended commit(Tried tried, Prepared prepared, long edits, boolean isUnsure) throws IOException {
        long number = tried.letter().number();
        Lock lock = locks.of(number);
        lock.lock();
        try {
            Item item = tried.item();
            List<Item> stand = new ArrayList<>(prepared.report.work());
            List<Change> last = new ArrayList<>(prepared.news);
            if (prepared.report.letter() != null) {
                last.addAll(Waiting.add(prepared.report.letter()));
            }
            last.add(Waiting.leave(item));
            last.addAll(outlasting.over(item.id()));
            boolean isHeld = false;
            if (isUnsure || locks.edits() != edits) {
                Work work = waiting.work(item.id());
                if (isUnsure && isSettled(item, work)) {
                    return work.letter() == null ? Ended.NOW : Ended.NOT;
                }
                if (work.item() == null || work.letter() == null) {
                    waiting.commit(List.of(Waiting.leave(item)));
                    return Ended.BEFORE;
                }
                item = work.item();
                isHeld = !work.letter().held().isEmpty();
                last.add(Waiting.leave(item));
            }
            boolean over = false;
            if (tried.left().isEmpty()) {
                last.add(new Change(Keys.item(item.id()), null));
                over = tried.letter().items() == 1 || waiting.isLast(item.id());
                if (over) {
                    last.addAll(Waiting.remove(tried.letter()));
                }
            } else {
                Item later = item.again(tried.left(), terms.next(tried), prepared.isLate);
                last.add(new Change(Keys.item(item.id()), later.row()));
                if (!isHeld) {
                    stand.add(later);
                }
            }
            // Who is to get something stands first; the commit that lets go of what was makes all of it count.
            standing.get().commit(Waiting.add(prepared.report.work()), stand, last);
            return over ? Ended.NOW : Ended.NOT;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an attempt's outcome is written: nobody else ends work or counts its attempts. */
    private static boolean isSettled(Item tried, Work now) {
        return now.item() == null || now.item().attempts() > tried.attempts();
    }
}
