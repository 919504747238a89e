package org.mailbay.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailbay.queue.Farewell.Going;
import org.mailbay.queue.Waiting.Place;
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
    private static final Duration LINGER = Duration.ofMillis(500);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

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
    private final Farewell farewell;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    // Under the lock.
    private final Lanes lanes;
    private final Targets targets;
    private final Turns turns;
    private int busy;
    private boolean lingering;
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
        lanes = new Lanes(bounds.lanes());
        targets = new Targets(Math.max(MOST_TARGETS, bounds.lanes() * 2));
        turns = new Turns(bounds.running());
        lookout = new Lookout(waiting, this, clock, timer);
        farewell = new Farewell(waiting, lookout, bounds.lanes() / 2, this::gone, this::later);
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

    /**
     * Whether a lane is looked at anyhow; one that is stays so until {@link #unpin} or {@link #added}.
     *
     * @return for {@link #added}; -1 when it is not
     */
    int pin(byte[] lane) {
        return under(() -> {
            Active found = lanes.get(lane);
            if (found == null || found.closing) {
                return -1;
            }
            found.pins++;
            return found.epoch;
        });
    }

    /**
     * Ends {@link #pin}: work was added.
     *
     * @param epoch as {@link #pin} said
     * @param places all of it
     */
    void added(byte[] lane, int epoch, List<Place> places) {
        Instant now = clock.instant();
        locked(() -> {
            Active found = lanes.get(lane);
            if (found == null) {
                return;
            }
            found.pins--;
            places.stream().map(Place::id).filter(found.inFlight::containsKey).forEach(found.again::add);
            boolean isNext = found.isNews(epoch, places)
                    && found.window.size() + places.size() <= WINDOW
                    && found.target.closedUntil(now) == null
                    && places.stream().noneMatch(place -> place.due().isAfter(now));
            if (isNext) {
                farewell.stay(found);
                found.window.addAll(places);
                dispatch(found.target);
            } else {
                changed(found);
            }
        });
    }

    /** Ends {@link #pin}: work may have been added. */
    void unpin(byte[] lane) {
        locked(() -> {
            Active found = lanes.get(lane);
            if (found != null) {
                found.pins--;
                changed(found);
            }
        });
    }

    /** A wake was written for a lane that was not pinned. */
    void woken(byte[] wake) {
        // Straight to its lane: to look for it among all others would take as long as there are many.
        lookout.woken(wake);
    }

    @Override
    public int room(Lane.Kind kind) {
        return under(() -> lanes.room(kind));
    }

    @Override
    public boolean wake(byte[] wake) {
        return under(() -> {
            byte[] key = Keys.laneOf(wake);
            Active found = lanes.get(key);
            if (found == null) {
                if (stopped || room(Keys.kindOf(key)) <= 0) {
                    return false;
                }
                found = lanes.open(key, targets.of(Keys.destinationOf(key)));
            } else if (found.closing) {
                found.notesLate(wake);
                return true;
            }
            if (found.notes(wake)) {
                changed(found);
            }
            return true;
        });
    }

    /** Under the lock: something was added to a lane. */
    private void changed(Active lane) {
        lane.dirty = true;
        farewell.stay(lane);
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

    private <T extends @Nullable Object> T under(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
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
        int most = WINDOW + inFlight;
        try {
            places = waiting.places(lane.key, most);
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-unread reason=\"{}\"", e.toString());
            later(() -> loadAgain(lane));
            return;
        }
        Instant next;
        lock.lock();
        try {
            lane.loading = false;
            next = fill(lane, places, places.size() < most);
            if (lane.closing) {
                busy++;
            } else {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            farewell.leave(List.of(new Going(lane, next)));
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
     * @param isAll whether there are no more
     * @return when a closing lane is to be looked at again; null when it is empty
     */
    private @Nullable Instant fill(Active lane, List<Place> places, boolean isAll) {
        Instant now = clock.instant();
        Instant closedUntil = lane.target.closedUntil(now);
        Instant next = null;
        lane.window.clear();
        lane.epoch++;
        lane.read.clear();
        for (Place place : places) {
            lane.read.add(place.id());
            if (lane.isTried(place)) {
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
        lane.known = isAll && next == null && !lane.dirty;
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
            if (lane.known && rests(lane)) {
                return null;
            }
            lane.closing = true;
            // What was added meanwhile may be due sooner than what was read.
            return lane.dirty ? closedUntil : next;
        }
        return null;
    }

    private void gone(Active lane) {
        locked(() -> {
            lanes.remove(lane);
            targets.left(lane, clock.instant());
        });
    }

    /** Under the lock: an empty lane waits a moment for what may come; false when it is to go at once. */
    private boolean rests(Active lane) {
        if (stopped || !farewell.linger(lane)) {
            return false;
        }
        if (!lingering) {
            lingering = true;
            timer.schedule(this::letGo, LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
        return true;
    }

    private void letGo() {
        locked(() -> {
            List<Going> over = farewell.over();
            lingering = farewell.isLingering() && !stopped;
            if (lingering) {
                timer.schedule(this::letGo, LINGER.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (!over.isEmpty()) {
                busy++;
                Thread.ofVirtual().name("queue-leave").start(() -> {
                    try {
                        farewell.leave(over);
                    } finally {
                        done();
                    }
                });
            }
        });
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
        lane.inFlight.put(place.id(), place.due());
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
        locked(() -> {
            turns.ended(lane);
            Target target = lane.target;
            lane.inFlight.remove(place.id());
            if (lane.loading) {
                lane.ended.add(place.id());
                lane.dirty = true;
            }
            target.judge(health, clock.instant(), backoff, bounds.perDestination());
            // Whoever was not settled has its place still, or another one.
            boolean isAgain = lane.again.remove(place.id());
            lane.known &= health == Health.WELL && !isAgain;
            if (health == Health.DEAD) {
                target.lanes.forEach(Active::clear);
                List.copyOf(target.lanes).forEach(this::load);
            } else if (lane.window.isEmpty() && !(lane.isIdle() && rests(lane)) && !lane.isBusy()) {
                load(lane);
            }
            dispatch(target);
            idle.signalAll();
        });
    }

    /** Nothing goes to a destination from now on; what is under way ends. */
    void pause(byte[] destination) {
        locked(() -> {
            targets.pause(destination);
            for (Active lane : targets.lanes(destination)) {
                lane.clear();
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
        return under(() -> {
            Target target = targets.get(destination);
            return target == null ? null : target.state(clock.instant());
        });
    }

    /** How many attempts run now. */
    int running() {
        return under(() -> turns.running());
    }

    /** How many lanes are in memory. */
    int lanes() {
        return under(() -> lanes.size());
    }

    /** What is tried now. */
    Set<Item.Id> inFlight() {
        return under(() -> lanes.inFlight());
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
