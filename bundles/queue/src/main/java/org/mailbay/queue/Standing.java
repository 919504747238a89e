package org.mailbay.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Map<Lane, Instant> dues = new LinkedHashMap<>();
        items.forEach(item -> dues.merge(item.lane(), item.due(), Target::earlier));
        List<byte[]> pinned = new ArrayList<>();
        List<byte[]> wakes = new ArrayList<>();
        List<Change> all = new ArrayList<>(first);
        items.forEach(item -> all.add(Waiting.stand(item)));
        try {
            dues.forEach((lane, due) -> {
                byte[] key = lane.key();
                if (scheduler.pin(key)) {
                    pinned.add(key);
                } else {
                    Change wake = Waiting.wake(key, due);
                    wakes.add(wake.key());
                    all.add(wake);
                }
            });
            waiting.commit(all, last);
        } finally {
            // Also when it failed: it may have happened, and to look once too often is no harm.
            pinned.forEach(scheduler::unpin);
            wakes.forEach(scheduler::woken);
        }
    }
}
