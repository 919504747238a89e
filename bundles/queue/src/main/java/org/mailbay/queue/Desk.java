package org.mailbay.queue;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.queue.Waiting.Place;
import org.mailbay.store.Room.Change;

/** What an administrator does to letters; whatever is under way, and whatever is killed when, nothing of them gets lost. */
final class Desk {
    private static final int PAGE = 400;
    private static final int MOST_REMOVED = 2_000;
    /** Work that one request brings forward. */
    static final int MOST_BROUGHT = 100_000;

    /** No {@link Locks#edits}: work is read again before it is settled. */
    private static final long UNKNOWN = -1;

    private final Waiting waiting;
    private final Standing standing;
    private final Scheduler scheduler;
    private final Settlement settlement;
    private final Locks locks;
    private final Diary diary;
    private final InstantSource clock;

    Desk(
            Waiting waiting,
            Standing standing,
            Scheduler scheduler,
            Settlement settlement,
            Locks locks,
            Diary diary,
            InstantSource clock) {
        this.waiting = waiting;
        this.standing = standing;
        this.scheduler = scheduler;
        this.settlement = settlement;
        this.locks = locks;
        this.diary = diary;
        this.clock = clock;
    }

    /** Nobody gets a letter any more before it is released; false when it is gone. */
    boolean hold(long number, String why) throws IOException {
        Lock lock = locks.of(number);
        lock.lock();
        try {
            locks.edited();
            Letter letter = waiting.letter(number);
            if (letter == null) {
                return false;
            }
            // First the letter: places that a kill leaves behind are then none.
            waiting.commit(
                    List.of(new Change(Keys.letter(number), letter.held(why).row())));
            for (List<Item> page = page(number, 0); !page.isEmpty(); page = page(number, after(page))) {
                waiting.commit(page.stream().map(Waiting::leave).toList());
            }
            diary.write(letter, "held", "why", why);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A letter is tried now, also one that was held; false when it is gone. */
    boolean release(long number) throws IOException {
        return stand(number, null);
    }

    /** What is left of a letter goes another way, now; false when it is gone. */
    boolean reroute(long number, Lane.To to) throws IOException {
        return stand(number, to);
    }

    private boolean stand(long number, Lane.@Nullable To to) throws IOException {
        Lock lock = locks.of(number);
        lock.lock();
        // Work is put into its lanes before the letter says that it is no longer held.
        locks.begin(number);
        try {
            locks.edited();
            Letter letter = waiting.letter(number);
            if (letter == null) {
                return false;
            }
            Instant now = clock.instant();
            List<Item> page = page(number, 0);
            while (!page.isEmpty()) {
                List<Item> next = page(number, after(page));
                boolean isReleased = next.isEmpty() && !letter.held().isEmpty();
                stand(
                        page,
                        to,
                        now,
                        isReleased
                                ? List.of(new Change(
                                        Keys.letter(number),
                                        letter.released(now).row()))
                                : List.of());
                page = next;
            }
            diary.write(letter, "released", "to", to == null ? "" : to);
            return true;
        } finally {
            locks.end(number);
            lock.unlock();
        }
    }

    private void stand(List<Item> page, Lane.@Nullable To to, Instant now, List<Change> last) throws IOException {
        List<Change> changes = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        Set<Lane.To> destinations = new LinkedHashSet<>();
        for (Item item : page) {
            Item later = to == null ? item.at(now) : item.to(to, now);
            changes.add(Waiting.leave(item));
            changes.add(new Change(Keys.item(item.id()), later.row()));
            items.add(later);
            destinations.add(later.lane().destination());
        }
        destinations.forEach(destination -> scheduler.revive(destination.key()));
        standing.commit(changes, items, last);
    }

    /**
     * Gives up what is left of a letter.
     *
     * @param isReported whether its sender hears of it
     * @return how many pieces of work are still left; -1 when the letter is gone
     */
    int remove(long number, boolean isReported, String why) throws IOException {
        Lock lock = locks.of(number);
        lock.lock();
        try {
            Letter letter = waiting.letter(number);
            if (letter == null) {
                return -1;
            }
            locks.edited();
            for (Item item : waiting.items(number, 0, MOST_REMOVED)) {
                Carried failed = new Carried.Failed("550 5.7.1 Removed by an administrator: " + why, "");
                Tried tried = Tried.of(
                        letter, item, Collections.nCopies(item.recipients().size(), failed), clock.instant(), 0);
                settlement.settle(isReported ? tried : tried.unreported(), UNKNOWN);
            }
            return waiting.items(number, 0, MOST_REMOVED).size();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more goes to a destination, also after a restart; what is under way ends. */
    void pause(Lane.To to) throws IOException {
        waiting.commit(List.of(
                new Change(Keys.paused(to.key()), new Out().text(to.toString()).done())));
        scheduler.pause(to.key());
    }

    /** Mail goes to a destination again, now. */
    void resume(Lane.To to) throws IOException {
        waiting.commit(List.of(new Change(Keys.paused(to.key()), null)));
        scheduler.resume(to.key());
        scheduler.revive(to.key());
        wake(to, clock.instant());
    }

    /**
     * A destination is tried now, whatever happened there, and with it what failed and waits for its next attempt; what is to be sent later waits on.
     *
     * @return how much work was brought forward: at most {@link #MOST_BROUGHT} at a time
     */
    int retry(Lane.To to) throws IOException {
        scheduler.revive(to.key());
        Instant now = clock.instant();
        int brought = 0;
        for (byte[] lane = waiting.laneFrom(to.key(), null);
                lane != null && brought < MOST_BROUGHT;
                lane = waiting.laneFrom(to.key(), lane)) {
            brought += bringForward(lane, now, MOST_BROUGHT - brought);
        }
        wake(to, now);
        return brought;
    }

    private int bringForward(byte[] lane, Instant now, int most) throws IOException {
        int brought = 0;
        List<Place> page = waiting.placesAfter(lane, now, null, PAGE);
        while (!page.isEmpty() && brought < most) {
            brought += bringForward(page, now);
            page = waiting.placesAfter(lane, now, page.getLast(), PAGE);
        }
        return brought;
    }

    private int bringForward(List<Place> places, Instant now) throws IOException {
        List<Item> brought = new ArrayList<>();
        locks.with(places.stream().map(place -> place.id().letter()), () -> {
            locks.edited();
            Map<Item.Id, Instant> due = new HashMap<>();
            places.forEach(place -> due.put(place.id(), place.due()));
            List<Change> changes = new ArrayList<>();
            for (Item item : waiting.work(places)) {
                // RFC 4865 §4: what was never tried is not late, it is to be sent then.
                if (item.attempts() > 0 && item.due().equals(due.get(item.id()))) {
                    changes.add(Waiting.leave(item));
                    changes.add(new Change(Keys.item(item.id()), item.at(now).row()));
                    brought.add(item.at(now));
                }
            }
            standing.commit(changes, brought, List.of());
        });
        return brought.size();
    }

    private void wake(Lane.To to, Instant now) throws IOException {
        List<Change> wakes = new ArrayList<>();
        byte[] lane = waiting.laneFrom(to.key(), null);
        while (lane != null) {
            wakes.add(Waiting.wake(lane, now));
            lane = waiting.laneFrom(to.key(), lane);
            if (lane == null || wakes.size() == PAGE) {
                waiting.commit(wakes);
                wakes.forEach(wake -> scheduler.woken(wake.key()));
                wakes.clear();
            }
        }
    }

    private List<Item> page(long number, int from) throws IOException {
        return from > 0xffff ? List.of() : waiting.items(number, from, PAGE);
    }

    private static int after(List<Item> page) {
        return page.getLast().id().position() + 1;
    }
}
