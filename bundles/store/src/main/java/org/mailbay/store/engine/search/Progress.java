package org.mailbay.store.engine.search;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.engine.record.Position;

/** How far the index is with one account. */
final class Progress {
    /** What an administrator asked for. */
    enum Rebuild {
        NO,
        /** Read everything again while the old texts go on being found. */
        AGAIN,
        /** Forget everything first. */
        CLEAR
    }

    final AccountId account;
    /** The newest transaction that is known of. */
    final AtomicLong head = new AtomicLong(1);

    /** Where it is kept; null until somebody asked. */
    volatile @Nullable ShardFeed shard;

    volatile Rebuild rebuild = Rebuild.NO;

    /** Of the agenda, guarded by its lock, looked at without. */
    volatile Agenda.State state = Agenda.State.IDLE;
    /** Somebody waits for it. Guarded by the agenda's lock. */
    boolean urgent;

    /** It is as far behind as it may be. Guarded by the agenda's lock. */
    boolean isOverdue;
    /** When there began to be something to do, by {@link System#nanoTime}; 0 when there is nothing. Guarded by the agenda's lock. */
    long since;
    /** Transactions since a feeder took it last, about. */
    final AtomicInteger waiting = new AtomicInteger();

    /** Null when the index has nothing. Guarded by the shard's feed. */
    @Nullable
    Position position;
    /** What the row of SYS says, or 0. Guarded by the shard's feed. */
    long durable;

    /** Belongs to the thread that has taken it from the agenda. */
    @Nullable
    Plan plan;
    /** Older objects have their turn, not the newest. As {@link #plan}. */
    boolean older;
    /** Objects are read one by one: together they could not be. As {@link #plan}. */
    boolean singly;
    /** The object that could not be read, and how often. As {@link #plan}. */
    @Nullable
    ObjectId failing;

    int failures;
    /** Turns in a row that failed. As {@link #plan}. */
    int failedTurns;

    Progress(AccountId account) {
        this.account = account;
    }

    void committed(long modSeq) {
        head.accumulateAndGet(modSeq, Math::max);
    }

    /** Transactions not yet followed; a scan counts as one. Guarded by the shard's feed. */
    long behind() {
        return behind(letter -> true);
    }

    /** As {@link #behind()}, of the types that are {@code here}: what has no model has no text, as far as anybody knows. */
    long behind(Predicate<Character> here) {
        Position now = position;
        return now == null
                ? head.get() - 1
                : Math.max(0, head.get() - now.modSeq())
                        + now.scans().entrySet().stream()
                                .filter(scan -> !scan.getValue().again() && here.test(scan.getKey()))
                                .count();
    }

    /** Per cent of the objects that were read; 100 when nothing is to be scanned. Guarded by the shard's feed. */
    int percent() {
        return percent(letter -> true);
    }

    /** As {@link #percent()}, of the types that are {@code here}. */
    int percent(Predicate<Character> here) {
        Position now = position;
        if (now == null) {
            return head.get() > 1 ? 0 : 100;
        }
        long done = 0;
        long all = 0;
        for (Map.Entry<Character, Position.Scan> entry : now.scans().entrySet()) {
            if (here.test(entry.getKey())) {
                done += entry.getValue().next() - 1;
                all += entry.getValue().end() - 1;
            }
        }
        return all == 0 ? 100 : (int) (100 * done / all);
    }
}
