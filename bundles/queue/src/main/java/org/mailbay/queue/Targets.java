package org.mailbay.queue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of destinations, bounded; everything under the {@link Scheduler}'s lock. */
final class Targets {
    private final int most;
    private final LinkedHashMap<ByteBuffer, Target> known = new LinkedHashMap<>();
    private final Set<ByteBuffer> paused = new HashSet<>();

    Targets(int most) {
        this.most = most;
    }

    Target of(byte[] destination) {
        ByteBuffer name = ByteBuffer.wrap(destination);
        Target target = known.get(name);
        if (target == null) {
            target = new Target();
            target.paused = paused.contains(name);
            if (known.size() >= most) {
                // At worst it is tried too early, and found dead again.
                known.values().stream().filter(Target::isIdle).findFirst().ifPresent(known.values()::remove);
            }
            known.put(name, target);
        }
        return target;
    }

    @Nullable
    Target get(byte[] destination) {
        return known.get(ByteBuffer.wrap(destination));
    }

    /** A lane is gone: forgets its destination unless there is something to remember. */
    void left(Active lane, Instant now) {
        lane.target.lanes.remove(lane);
        if (lane.target.isIdle() && lane.target.deadUntil(now) == null) {
            known.remove(ByteBuffer.wrap(Keys.destinationOf(lane.key)), lane.target);
        }
    }

    void pause(byte[] destination) {
        paused.add(ByteBuffer.wrap(destination));
        Target target = get(destination);
        if (target != null) {
            target.paused = true;
        }
    }

    void resume(byte[] destination) {
        paused.remove(ByteBuffer.wrap(destination));
        Target target = get(destination);
        if (target != null) {
            target.paused = false;
        }
    }

    /** Lanes in memory of a destination. */
    List<Active> lanes(byte[] destination) {
        Target target = get(destination);
        return target == null ? List.of() : List.copyOf(target.lanes);
    }
}
