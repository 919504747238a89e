package org.mailbay.store.engine.image;

import java.util.Arrays;

/** The next UID of each container that ever had a member. Immutable. */
public final class Uids {
    /** Nothing was ever put into a container. */
    public static final Uids NONE = new Uids(new long[0], new long[0]);

    /** Ascending. */
    private final long[] containers;

    private final long[] next;

    private Uids(long[] containers, long[] next) {
        this.containers = containers;
        this.next = next;
    }

    /** The next UID of {@code container}, from 1. */
    public long next(long container) {
        int at = Arrays.binarySearch(containers, container);
        return at < 0 ? 1 : next[at];
    }

    /** These with another next UID for a container. */
    public Uids with(long container, long uid) {
        int at = Arrays.binarySearch(containers, container);
        if (at >= 0) {
            long[] changed = next.clone();
            changed[at] = uid;
            return new Uids(containers, changed);
        }
        int into = -1 - at;
        return new Uids(insert(containers, into, container), insert(next, into, uid));
    }

    private static long[] insert(long[] array, int at, long value) {
        long[] longer = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, at, longer, at + 1, array.length - at);
        longer[at] = value;
        return longer;
    }

    long footprint() {
        return 64 + 16L * next.length;
    }

    /** All at once: ascending containers and the next UID of each. */
    public static Uids of(long[] containers, long[] next) {
        return new Uids(containers, next);
    }
}
