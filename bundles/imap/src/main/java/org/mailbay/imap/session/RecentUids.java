package org.mailbay.imap.session;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;
import org.mailbay.imap.session.Recents.Range;

/**
 * The UIDs that are recent in one session: ranges that do not touch, so that a client that fills a mailbox it has selected has one. Asked for
 * each message that FETCH tells of, so looking makes nothing.
 */
final class RecentUids {
    private static final long[] NONE = {};

    /** Ascending: the first of a range, and at the next place what is behind its last. */
    private long[] bounds = NONE;

    private int size;

    void add(Range more) {
        if (more.to() <= more.from()) {
            return;
        }
        int first = 0; // the first range that this touches, or that is behind it
        while (first < size && bounds[first + 1] < more.from()) {
            first += 2;
        }
        int next = first;
        long from = more.from();
        long to = more.to();
        while (next < size && bounds[next] <= to) {
            from = Math.min(from, bounds[next]);
            to = Math.max(to, bounds[next + 1]);
            next += 2;
        }
        int moved = size - next;
        if (first + 2 + moved > bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.max(2, 2 * bounds.length));
        }
        System.arraycopy(bounds, next, bounds, first + 2, moved);
        bounds[first] = from;
        bounds[first + 1] = to;
        size = first + 2 + moved;
    }

    boolean has(long uid) {
        if (size == 0 || uid < bounds[0]) {
            return false;
        }
        int found = Arrays.binarySearch(bounds, 0, size, uid);
        // At the first of a range, or where it would lie is behind a first.
        return found >= 0 ? found % 2 == 0 : (-found - 1) % 2 == 1;
    }

    /**
     * How many messages are recent.
     *
     * @param from the sequence number of the first message whose UID is at least this; one more than there are when there is none
     */
    int count(LongToIntFunction from) {
        int count = 0;
        for (int i = 0; i < size; i += 2) {
            count += from.applyAsInt(bounds[i + 1]) - from.applyAsInt(bounds[i]);
        }
        return count;
    }

    /** Ascending. */
    List<Range> ranges() {
        return IntStream.range(0, size / 2)
                .mapToObj(i -> new Range(bounds[2 * i], bounds[2 * i + 1]))
                .toList();
    }
}
