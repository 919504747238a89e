package org.mailbay.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.queue.Waiting.Place;
import org.mailbay.store.Room.Change;

/** Puts work into lanes: together with other changes, so that no lane sleeps over it. */
final class Standing {
    private final Waiting waiting;
    private final Scheduler scheduler;

    Standing(Waiting waiting, Scheduler scheduler) {
        this.waiting = waiting;
        this.scheduler = scheduler;
    }

    /**
     * Commits, in this order when it is more than a commit takes: work before its places, so that no place is found to be empty.
     *
     * @param first what else is to happen
     * @param items to stand in their lanes when they are due
     * @param last what makes all of it count, or ends what was: by one commit
     * @throws IOException when it is unknown what of it happened; it may be said again
     */
    void commit(List<Change> first, List<Item> items, List<Change> last) throws IOException {
        Map<Lane, List<Item>> lanes = new LinkedHashMap<>();
        items.forEach(item ->
                lanes.computeIfAbsent(item.lane(), lane -> new ArrayList<>()).add(item));
        List<Pinned> pinned = new ArrayList<>();
        List<byte[]> wakes = new ArrayList<>();
        List<Change> all = new ArrayList<>(first);
        items.forEach(item -> all.add(Waiting.stand(item)));
        boolean isAdded = false;
        try {
            lanes.forEach((lane, work) -> {
                byte[] key = lane.key();
                int epoch = scheduler.pin(key);
                if (epoch >= 0) {
                    pinned.add(new Pinned(key, epoch, work));
                } else {
                    Change wake = Waiting.wake(key, work.stream().map(Item::due).reduce(Instant.MAX, Target::earlier));
                    wakes.add(wake.key());
                    all.add(wake);
                }
            });
            waiting.commit(all, last);
            isAdded = true;
        } finally {
            // Also when it failed: it may have happened, and to look once too often is no harm.
            for (Pinned one : pinned) {
                if (isAdded) {
                    scheduler.added(one.lane, one.epoch, one.places());
                } else {
                    scheduler.unpin(one.lane);
                }
            }
            wakes.forEach(scheduler::woken);
        }
    }

    /** A lane that is looked at anyhow, and what comes into it. */
    private record Pinned(byte[] lane, int epoch, List<Item> work) {
        List<Place> places() {
            return work.stream()
                    .map(item -> new Place(item.due(), item.id(), item.due()))
                    .toList();
        }
    }
}
