package org.mailbay.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Room.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets lanes go that have nothing to do. Those that are empty linger for a moment: the next letter finds its lane in memory, and where none comes,
 * many go by one commit.
 */
final class Farewell {
    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Lanes of a destination; more cost each of its turns too much. */
    private static final int MOST_OF_TARGET = 100;

    private final Waiting waiting;
    private final Lookout lookout;
    private final int most;
    private final Consumer<Active> gone;
    private final Consumer<Runnable> later;
    /** Under the {@link Scheduler}'s lock: empty lanes, and since when. */
    private final Map<Active, Long> lingering = new LinkedHashMap<>();

    /**
     * @param most lanes that may linger
     * @param gone forgets a lane
     * @param later does something again a while later
     */
    Farewell(Waiting waiting, Lookout lookout, int most, Consumer<Active> gone, Consumer<Runnable> later) {
        this.waiting = waiting;
        this.lookout = lookout;
        this.most = most;
        this.gone = gone;
        this.later = later;
    }

    /** @param next when it is to be looked at again; null when it is empty */
    record Going(Active lane, @Nullable Instant next) {}

    /** Under the scheduler's lock: has an empty lane linger; false when it is to go at once. */
    boolean linger(Active lane) {
        if (lingering.size() >= most || lane.target.lanes.size() > MOST_OF_TARGET) {
            return false;
        }
        lingering.put(lane, System.nanoTime());
        return true;
    }

    /** Under the scheduler's lock: a lane has something to do again. */
    void stay(Active lane) {
        lingering.remove(lane);
    }

    /** Under the scheduler's lock: those that have lingered for long enough, which are closing now. */
    List<Going> over() {
        List<Going> over = new ArrayList<>();
        long now = System.nanoTime();
        for (Iterator<Map.Entry<Active, Long>> all = lingering.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Active, Long> one = all.next();
            if (now - one.getValue() < LINGER_NANOS) {
                break;
            }
            all.remove();
            if (one.getKey().isIdle()) {
                one.getKey().closing = true;
                over.add(new Going(one.getKey(), null));
            }
        }
        return over;
    }

    /** Under the scheduler's lock. */
    boolean isLingering() {
        return !lingering.isEmpty();
    }

    /** Lets closing lanes go, by one commit. */
    void leave(List<Going> going) {
        List<Change> changes = new ArrayList<>();
        List<byte[]> wakes = new ArrayList<>();
        for (Going one : going) {
            if (one.next() != null) {
                // To the next full second: not a while before there is something to do.
                Change change = Waiting.wake(one.lane().key, one.next().plusMillis(999));
                wakes.add(change.key());
                changes.add(change);
            }
        }
        for (Going one : going) {
            one.lane().wakes.forEach(seen -> changes.add(new Change(seen.array(), null)));
        }
        try {
            waiting.commit(changes);
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-unwritten reason=\"{}\"", e.toString());
            later.accept(() -> leave(going));
            return;
        }
        for (Going one : going) {
            gone.accept(one.lane());
            one.lane().lateWakes.forEach(late -> lookout.woken(late.array()));
        }
        wakes.forEach(lookout::woken);
        lookout.roomy();
    }
}
