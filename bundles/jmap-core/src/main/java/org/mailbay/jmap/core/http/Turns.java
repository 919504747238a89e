package org.mailbay.jmap.core.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.store.AccountId;

/** How many things each user does at a time; who is over that waits for a turn, within a bound. Threads: any. */
public final class Turns {
    private final ConcurrentHashMap<AccountId, Holder> holders = new ConcurrentHashMap<>();

    private final int most;

    private final Duration wait;

    private final String limit;

    /**
     * Turns for everybody.
     *
     * @param most at a time, for each user
     * @param limit what the limit is called in the core capability
     */
    public Turns(int most, Duration wait, String limit) {
        this.most = most;
        this.wait = wait;
        this.limit = limit;
    }

    /** Takes a turn, to be closed. */
    public Turn take(AccountId user) throws RequestProblem {
        Holder holder = holders.compute(user, (id, known) -> {
            Holder now = known == null ? new Holder(new Semaphore(most, true)) : known;
            now.interested++;
            return now;
        });
        boolean mine = false;
        try {
            mine = holder.turns.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!mine) {
            leave(user);
            throw RequestProblem.limit(429, limit);
        }
        return () -> {
            holder.turns.release();
            leave(user);
        };
    }

    private void leave(AccountId user) {
        holders.computeIfPresent(user, (id, known) -> --known.interested == 0 ? null : known);
    }

    /** A turn that was taken. */
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Holder {
        final Semaphore turns;

        int interested;

        Holder(Semaphore turns) {
            this.turns = turns;
        }
    }
}
