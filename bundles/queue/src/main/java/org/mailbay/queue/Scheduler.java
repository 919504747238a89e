package org.mailbay.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.queue.Waiting.Place;
import org.mailbay.store.Room.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what is tried next, and has it tried.
 *
 * <p>In memory: some lanes that have work due, of each the next few places, and what is known of their destinations. Destinations take turns; in
 * one the lanes do, by their weight, shared among the lanes of a tenant. How much goes to a destination at once rises while it takes mail and falls
 * when it does not; one that is dead is left alone for a while, and what waits for it is not touched. Mailings get neither all lanes nor all
 * attempts: there is always room for a letter.
 */
final class Scheduler implements Lookout.Rooms {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final int WINDOW = 50;
    private static final int MOST_TARGETS = 20_000;
    private static final Duration READ_AGAIN = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Tries one piece of work, and commits what came of it. */
    @FunctionalInterface
    interface Worker {
        /**
         * Blocks; what the destination is like from now on.
         *
         * @param lane whose place it is
         */
        Health attempt(byte[] lane, Place place);
    }

    /** @param lanes in memory; @param running attempts at once; @param perDestination of them to one destination */
    record Bounds(int lanes, int running, int perDestination) {}

    private final Waiting waiting;
    private final Worker worker;
    private final Backoff backoff;
    private final InstantSource clock;
    private final Bounds bounds;
    private final Outlasting outlasting;
    private final ScheduledThreadPoolExecutor timer;
    private final Lookout lookout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    // Under the lock.
    private final Map<ByteBuffer, Active> active = new HashMap<>();
    private final Map<Lane.Kind, Integer> byKind = new EnumMap<>(Lane.Kind.class);
    private final Targets targets;
    private final Turns turns;
    private int busy;
    private boolean stopped;

    Scheduler(
            Waiting waiting,
            Worker worker,
            Backoff backoff,
            InstantSource clock,
            Bounds bounds,
            Outlasting outlasting) {
        this.waiting = waiting;
        this.worker = worker;
        this.backoff = backoff;
        this.clock = clock;
        this.bounds = bounds;
        this.outlasting = outlasting;
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("queue-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        targets = new Targets(Math.max(MOST_TARGETS, bounds.lanes() * 2));
        turns = new Turns(bounds.running());
        lookout = new Lookout(waiting, this, clock, timer);
    }

    /**
     * Begins with what waits.
     *
     * @param pausedDestinations keys of those to which nothing goes
     */
    void start(List<byte[]> pausedDestinations) {
        pausedDestinations.forEach(targets::pause);
        lookout.due();
    }

    /** Looks now for what is due. */
    void lookNow() {
        lookout.due();
    }

    /** Whether a lane is looked at anyhow; one that is stays so until {@link #unpin}. */
    boolean pin(byte[] lane) {
        lock.lock();
        try {
            Active found = active.get(ByteBuffer.wrap(lane));
            if (found == null || found.closing) {
                return false;
            }
            found.pins++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #pin}: work was added, or could not be. */
    void unpin(byte[] lane) {
        lock.lock();
        try {
            Active found = active.get(ByteBuffer.wrap(lane));
            if (found != null) {
                found.pins--;
                changed(found);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A wake was written for a lane that was not pinned. */
    void woken(byte[] wake) {
        // Straight to its lane: to look for it among all others would take as long as there are many.
        lookout.woken(wake);
    }

    @Override
    public int room(Lane.Kind kind) {
        lock.lock();
        try {
            int all = bounds.lanes() - active.size();
            return switch (kind) {
                case URGENT -> all;
                case LETTER -> all - bounds.lanes() / 20;
                case BULK ->
                    Math.min(all - bounds.lanes() / 10, bounds.lanes() / 2 - byKind.getOrDefault(Lane.Kind.BULK, 0));
            };
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean wake(byte[] wake) {
        lock.lock();
        try {
            byte[] key = Keys.laneOf(wake);
            ByteBuffer name = ByteBuffer.wrap(key);
            Active found = active.get(name);
            if (found == null) {
                if (stopped || room(Keys.kindOf(key)) <= 0) {
                    return false;
                }
                found = new Active(key, targets.of(Keys.destinationOf(key)));
                found.target.lanes.add(found);
                active.put(name, found);
                byKind.merge(found.kind, 1, Integer::sum);
            } else if (found.closing) {
                if (!found.knows(wake)) {
                    found.lateWakes.add(wake);
                }
                return true;
            }
            if (!found.knows(wake)) {
                found.wakes.add(wake);
                changed(found);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: something was added to a lane. */
    private void changed(Active lane) {
        lane.dirty = true;
        if (lane.window.isEmpty()) {
            load(lane);
        }
    }

    /** Under the lock: reads what is next in a lane. */
    private void load(Active lane) {
        if (lane.loading || lane.closing || stopped) {
            return;
        }
        lane.loading = true;
        busy++;
        Thread.ofVirtual().name("queue-load").start(() -> {
            try {
                read(lane);
            } finally {
                done();
            }
        });
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void done() {
        locked(() -> {
            busy--;
            idle.signalAll();
        });
    }

    private void read(Active lane) {
        int inFlight;
        lock.lock();
        try {
            lane.dirty = false;
            lane.ended.clear();
            inFlight = lane.inFlight.size();
        } finally {
            lock.unlock();
        }
        List<Place> places;
        try {
            places = waiting.places(lane.key, WINDOW + inFlight);
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-unread reason=\"{}\"", e.toString());
            later(() -> loadAgain(lane));
            return;
        }
        Instant next;
        lock.lock();
        try {
            lane.loading = false;
            next = fill(lane, places);
            if (lane.closing) {
                busy++;
            } else {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            leave(lane, next);
        } finally {
            done();
        }
    }

    private void loadAgain(Active lane) {
        locked(() -> {
            lane.loading = false;
            load(lane);
        });
    }

    private void later(Runnable work) {
        locked(() -> {
            if (!stopped) {
                timer.schedule(work, READ_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    /**
     * Under the lock: what was read of a lane becomes its window; one that has nothing to do is closing.
     *
     * @return when a closing lane is to be looked at again; null when it is empty
     */
    private @Nullable Instant fill(Active lane, List<Place> places) {
        Instant now = clock.instant();
        Instant closedUntil = lane.target.closedUntil(now);
        Instant next = null;
        lane.window.clear();
        for (Place place : places) {
            if (lane.inFlight.contains(place.id()) || lane.ended.contains(place.id())) {
                continue;
            }
            if (outlasting.has(place.id())) {
                next = now.plus(LOOK_AGAIN);
                continue;
            }
            if (closedUntil != null || place.due().isAfter(now)) {
                Instant then = closedUntil != null && place.due().isBefore(closedUntil) ? closedUntil : place.due();
                next = next == null ? then : Target.earlier(next, then);
                break;
            }
            lane.window.add(place);
        }
        if (!lane.window.isEmpty()) {
            dispatch(lane.target);
        }
        if (!lane.window.isEmpty()) {
            return null;
        }
        if (lane.dirty && closedUntil == null) {
            load(lane);
            return null;
        }
        if (lane.inFlight.isEmpty() && lane.pins == 0) {
            lane.closing = true;
            // What was added meanwhile may be due sooner than what was read.
            return lane.dirty ? closedUntil : next;
        }
        return null;
    }

    /** Lets a lane go that has nothing to do before {@code next}. */
    private void leave(Active lane, @Nullable Instant next) {
        List<Change> changes = new ArrayList<>();
        byte[] wake = null;
        if (next != null) {
            // To the next full second: not a while before there is something to do.
            Change change = Waiting.wake(lane.key, next.plusMillis(999));
            wake = change.key();
            changes.add(change);
        }
        lane.wakes.forEach(seen -> changes.add(new Change(seen, null)));
        try {
            waiting.commit(changes);
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-unwritten reason=\"{}\"", e.toString());
            later(() -> leave(lane, next));
            return;
        }
        lock.lock();
        try {
            active.remove(ByteBuffer.wrap(lane.key));
            byKind.merge(lane.kind, -1, Integer::sum);
            targets.left(lane, clock.instant());
        } finally {
            lock.unlock();
        }
        lane.lateWakes.forEach(lookout::woken);
        if (wake != null) {
            lookout.woken(wake);
        }
        lookout.roomy();
    }

    /** Under the lock: a destination may have something to try. */
    private void dispatch(Target target) {
        turns.offer(target);
        if (!stopped) {
            turns.give(this::begin);
        }
    }

    /** Under the lock. */
    private void begin(Active lane) {
        Place place = lane.window.remove();
        lane.inFlight.add(place.id());
        Thread.ofVirtual().name("queue-" + place.id().letter()).start(() -> run(lane, place));
    }

    private void run(Active lane, Place place) {
        Health health = Health.UNKNOWN;
        try {
            health = worker.attempt(lane.key, place);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("event=queue-attempt outcome=failed letter={}", place.id().letter(), e);
        } finally {
            // Also after an error that nobody catches: its turn is not to be missing for ever.
            ended(lane, place, health);
            outlasting.isOver(place.id());
        }
    }

    private void ended(Active lane, Place place, Health health) {
        lock.lock();
        try {
            turns.ended(lane);
            Target target = lane.target;
            lane.inFlight.remove(place.id());
            if (lane.loading) {
                lane.ended.add(place.id());
                lane.dirty = true;
            }
            target.judge(health, clock.instant(), backoff, bounds.perDestination());
            if (health == Health.DEAD) {
                target.lanes.forEach(other -> other.window.clear());
                List.copyOf(target.lanes).forEach(this::load);
            } else if (lane.window.isEmpty()) {
                load(lane);
            }
            dispatch(target);
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing goes to a destination from now on; what is under way ends. */
    void pause(byte[] destination) {
        locked(() -> {
            targets.pause(destination);
            for (Active lane : targets.lanes(destination)) {
                lane.window.clear();
                load(lane);
            }
        });
    }

    /** A paused destination is tried again; its lanes are still to be woken. */
    void resume(byte[] destination) {
        locked(() -> targets.resume(destination));
    }

    /** A destination is tried again, whatever happened; its lanes are still to be woken. */
    void revive(byte[] destination) {
        locked(() -> {
            Target target = targets.get(destination);
            if (target != null) {
                target.revive();
            }
        });
    }

    /** What is known of a destination; null when nothing is in memory. */
    Target.@Nullable State state(byte[] destination) {
        lock.lock();
        try {
            Target target = targets.get(destination);
            return target == null ? null : target.state(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** How many attempts run now. */
    int running() {
        lock.lock();
        try {
            return turns.running();
        } finally {
            lock.unlock();
        }
    }

    /** How many lanes are in memory. */
    int lanes() {
        lock.lock();
        try {
            return active.size();
        } finally {
            lock.unlock();
        }
    }

    /** What is tried now. */
    Set<Item.Id> inFlight() {
        lock.lock();
        try {
            Set<Item.Id> ids = new HashSet<>();
            active.values().forEach(lane -> ids.addAll(lane.inFlight));
            return ids;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for what runs, within a bound, and begins nothing more. */
    void close(Duration drain) {
        lookout.close(drain);
        lock.lock();
        try {
            stopped = true;
            long left = drain.toNanos();
            while ((turns.running() > 0 || busy > 0) && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        timer.shutdownNow();
    }
}
