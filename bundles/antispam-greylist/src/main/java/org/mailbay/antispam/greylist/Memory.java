package org.mailbay.antispam.greylist;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Annex;
import org.mailbay.store.Room;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** What is remembered, in the room {@code greylist}. */
final class Memory {
    private static final int BATCH = 1_000;
    private static final byte[] FIRST = {'g'};
    private static final byte[] PAST_LAST = {'o'};

    private final Swappable<Annex> annexes = new Swappable<>("annex");
    private final Duration away;
    private final AtomicLong entries = new AtomicLong(-1);

    Memory(Duration away) {
        this.away = away;
    }

    void bind(Annex annex) {
        annexes.bind(annex);
    }

    void unbind(Annex annex, Duration drain) {
        annexes.unbind(annex, drain);
    }

    boolean isPresent() {
        return annexes.isPresent();
    }

    /** How many entries there are; -1 before they were counted. */
    long entries() {
        return entries.get();
    }

    /** Both entries of a triplet: its own and its network's; null where there is none. */
    List<@Nullable Entry> get(Triplet triplet) throws IOException {
        try (Lease<Annex> annex = annexes.acquire(away)) {
            List<@Nullable Entry> found = new ArrayList<>();
            for (byte[] value :
                    annex.service().room("greylist").getMany(List.of(triplet.key(), triplet.networkKey()))) {
                found.add(value == null ? null : Entry.of(value));
            }
            return found;
        }
    }

    void put(List<Room.Change> changes, int added) throws IOException {
        try (Lease<Annex> annex = annexes.acquire(away)) {
            annex.service().room("greylist").commit(changes);
        }
        if (entries.get() >= 0) {
            entries.addAndGet(added);
        }
    }

    /** Removes what is forgotten, and counts the rest. */
    void sweep(Predicate<Entry> isForgotten) throws IOException, InterruptedException {
        long left = 0;
        byte[] from = FIRST;
        while (true) {
            List<Room.Change> gone = new ArrayList<>();
            byte[][] last = {from};
            int[] seen = {0, 0};
            try (Lease<Annex> annex = annexes.acquire(away)) {
                Room room = annex.service().room("greylist");
                room.scan(from, PAST_LAST, (key, value) -> {
                    last[0] = key;
                    seen[0]++;
                    if (isForgotten.test(Entry.of(value))) {
                        gone.add(new Room.Change(key, null));
                    } else {
                        seen[1]++;
                    }
                    return seen[0] < BATCH;
                });
                if (!gone.isEmpty()) {
                    room.commit(gone);
                }
            }
            left += seen[1];
            if (seen[0] < BATCH) {
                entries.set(left);
                return;
            }
            from = Arrays.copyOf(last[0], last[0].length + 1);
            Thread.sleep(1); // others come first
        }
    }
}
