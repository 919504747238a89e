package org.mailbay.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.queue.Waiting.Place;

/**
 * A lane in memory; everything under the {@link Scheduler}'s lock.
 *
 * <p>While it is here at least one of its wakes is stored, so that nothing of it is forgotten by a kill.
 */
final class Active {
    final byte[] key;
    final Target target;
    final long tenant;
    final Lane.Kind kind;
    /** What is tried next. */
    final ArrayDeque<Place> window = new ArrayDeque<>();

    final Set<Item.Id> inFlight = new HashSet<>();
    /** What ended while the lane was being read: what was read of it is no longer so. */
    final Set<Item.Id> ended = new HashSet<>();

    /** Stored, and removed when this lane goes. */
    final List<byte[]> wakes = new ArrayList<>();
    /** Came while it was going: it is to come back. */
    final List<byte[]> lateWakes = new ArrayList<>();

    /** Turns it has had, by weight. */
    double pass;

    int pins;
    boolean loading;
    boolean closing;
    /** Something was added since it was last read. */
    boolean dirty;

    Active(byte[] key, Target target) {
        this.key = key;
        this.target = target;
        tenant = Keys.tenantOf(key);
        kind = Keys.kindOf(key);
        pass = target.lanes.stream().mapToDouble(lane -> lane.pass).min().orElse(0);
    }

    /** Whether it goes when this lane does. */
    boolean knows(byte[] wake) {
        return wakes.stream().anyMatch(one -> Arrays.equals(one, wake));
    }
}
