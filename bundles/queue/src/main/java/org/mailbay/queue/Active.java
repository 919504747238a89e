package org.mailbay.queue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.queue.Waiting.Place;

/**
 * A lane in memory; everything under the {@link Scheduler}'s lock.
 *
 * <p>While it is here at least one of its wakes is stored, so that nothing of it is forgotten by a kill.
 */
final class Active {
    private static final int MOST_WAKES = 10_000;

    final byte[] key;
    final Target target;
    final long tenant;
    final Lane.Kind kind;
    /** What is tried next. */
    final ArrayDeque<Place> window = new ArrayDeque<>();

    /** What is tried, and when it was due. */
    final Map<Item.Id, Instant> inFlight = new HashMap<>();

    /** What ended while the lane was being read: what was read of it is no longer so. */
    final Set<Item.Id> ended = new HashSet<>();

    /** Stored, and removed when this lane goes. */
    final Set<ByteBuffer> wakes = new LinkedHashSet<>();
    /** Came while it was going: it is to come back. */
    final Set<ByteBuffer> lateWakes = new LinkedHashSet<>();

    /** Turns it has had, by weight. */
    double pass;

    int pins;
    boolean loading;
    boolean closing;
    /** Something was added since it was last read. */
    boolean dirty;
    /** Of those in flight, who has got a place again: it is to be looked for when they have ended. */
    final Set<Item.Id> again = new HashSet<>();

    /** How often it was read. */
    int epoch;
    /** What was read last. */
    final Set<Item.Id> read = new HashSet<>();
    /** All that stands in it is due, and in the window or under way. */
    boolean known;

    Active(byte[] key, Target target) {
        this.key = key;
        this.target = target;
        tenant = Keys.tenantOf(key);
        kind = Keys.kindOf(key);
        pass = target.lanes.stream().mapToDouble(lane -> lane.pass).min().orElse(0);
    }

    /** Nothing of it is tried now that is not under way. */
    void clear() {
        window.clear();
        known = false;
    }

    /** Whether a place that was read is that of an attempt that is under way, or has ended since. */
    boolean isTried(Place place) {
        Instant due = inFlight.get(place.id());
        if (due != null && !due.equals(place.due())) {
            again.add(place.id());
        }
        return due != null || ended.contains(place.id());
    }

    /** Whether it is known to be empty. */
    boolean isIdle() {
        return known && !dirty && !loading && !closing && pins == 0 && inFlight.isEmpty() && window.isEmpty();
    }

    /** Whether all that is left of it is under way, or about to be added. */
    boolean isBusy() {
        return known && !dirty && (pins > 0 || !inFlight.isEmpty());
    }

    /**
     * Whether work that was just written is to be added to the window: it was not read.
     *
     * @param began {@link #epoch} when it began to be written
     */
    boolean isNews(int began, List<Place> places) {
        return known
                && !dirty
                && !loading
                && places.stream().noneMatch(place -> inFlight.containsKey(place.id()))
                && (began == epoch
                        || began == epoch - 1 && places.stream().noneMatch(place -> read.contains(place.id())));
    }

    /** Notes a wake, which goes when this lane does; false when it was noted before. */
    boolean notes(byte[] wake) {
        // What is not noted stays, and wakes it once too often.
        return wakes.size() >= MOST_WAKES || wakes.add(ByteBuffer.wrap(wake));
    }

    /** Notes a wake that came while it was going. */
    void notesLate(byte[] wake) {
        ByteBuffer late = ByteBuffer.wrap(wake);
        if (!wakes.contains(late)) {
            lateWakes.add(late);
        }
    }
}
