package org.mailbay.queue;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lanes in memory, bounded: mailings get half of the room at most. Everything under the {@link Scheduler}'s lock. */
final class Lanes {
    private final int most;
    private final Map<ByteBuffer, Active> active = new HashMap<>();
    private final Map<Lane.Kind, Integer> byKind = new EnumMap<>(Lane.Kind.class);

    Lanes(int most) {
        this.most = most;
    }

    @Nullable
    Active get(byte[] key) {
        return active.get(ByteBuffer.wrap(key));
    }

    /** One that was not there. */
    Active open(byte[] key, Target target) {
        Active lane = new Active(key, target);
        target.lanes.add(lane);
        active.put(ByteBuffer.wrap(key), lane);
        byKind.merge(lane.kind, 1, Integer::sum);
        return lane;
    }

    void remove(Active lane) {
        active.remove(ByteBuffer.wrap(lane.key));
        byKind.merge(lane.kind, -1, Integer::sum);
    }

    int size() {
        return active.size();
    }

    /** How many of a kind could be opened. */
    int room(Lane.Kind kind) {
        int all = most - active.size();
        return switch (kind) {
            case URGENT -> all;
            case LETTER -> all - most / 20;
            case BULK -> Math.min(all - most / 10, most / 2 - byKind.getOrDefault(Lane.Kind.BULK, 0));
        };
    }

    /** What is tried now. */
    Set<Item.Id> inFlight() {
        Set<Item.Id> ids = new HashSet<>();
        active.values().forEach(lane -> ids.addAll(lane.inFlight.keySet()));
        return ids;
    }
}
