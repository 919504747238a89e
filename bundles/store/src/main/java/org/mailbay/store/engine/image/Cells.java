package org.mailbay.store.engine.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * The numbers of one column in one chunk: a base and unsigned differences of 1, 2, 4 or 8 bytes.
 *
 * <p>A slot that no published chunk uses yet may be written in place: no reader looks there. Any other change copies, once per
 * edit (its owner).
 */
final class Cells {
    private static final int SMALLEST = 4;

    private final Object owner;
    private final long base;
    /** {@code byte[]}, {@code short[]}, {@code int[]}, or {@code long[]} (whose base is 0). */
    private final Object array;

    private final int capacity;

    private Cells(Object owner, long base, Object array) {
        this.owner = owner;
        this.base = base;
        this.array = array;
        this.capacity = length(array);
    }

    /** Zeros. */
    static Cells zeros(Object owner) {
        return new Cells(owner, 0, new byte[SMALLEST]);
    }

    private static int length(Object array) {
        return switch (array) {
            case byte[] a -> a.length;
            case short[] a -> a.length;
            case int[] a -> a.length;
            case Object a -> ((long[]) a).length;
        };
    }

    /** The number in {@code slot}; 0 when it was never written. */
    long get(int slot) {
        if (slot >= capacity) {
            return 0;
        }
        return switch (array) {
            case byte[] a -> base + (a[slot] & 0xff);
            case short[] a -> base + (a[slot] & 0xffff);
            case int[] a -> base + (a[slot] & 0xffff_ffffL);
            case Object a -> ((long[]) a)[slot];
        };
    }

    /**
     * These with another number.
     *
     * @param used how many slots are in use by this edit
     * @param shared how many of them readers may look at
     */
    Cells with(Object edit, int slot, long value, int used, int shared) {
        if (slot < used && get(slot) == value) {
            return this;
        }
        long difference = value - base;
        boolean fits = switch (array) {
            case byte[] a -> difference >= 0 && difference <= 0xff;
            case short[] a -> difference >= 0 && difference <= 0xffff;
            case int[] a -> difference >= 0 && difference <= 0xffff_ffffL;
            default -> true;
        };
        if (!fits) {
            return encode(edit, slot, value, used);
        }
        Cells target = this;
        if (slot >= capacity) {
            if (base != 0 && used > capacity) {
                return encode(edit, slot, value, used);
            }
            target = new Cells(edit, base, copy(capacityFor(slot)));
        } else if (edit != owner && slot < shared) {
            target = new Cells(edit, base, copy(capacity));
        }
        target.put(slot, value);
        return target;
    }

    private static int capacityFor(int slot) {
        return Math.max(SMALLEST, Integer.highestOneBit(slot) << 1);
    }

    private Object copy(int length) {
        return switch (array) {
            case byte[] a -> Arrays.copyOf(a, length);
            case short[] a -> Arrays.copyOf(a, length);
            case int[] a -> Arrays.copyOf(a, length);
            case Object a -> Arrays.copyOf((long[]) a, length);
        };
    }

    private void put(int slot, long value) {
        switch (array) {
            case byte[] a -> a[slot] = (byte) (value - base);
            case short[] a -> a[slot] = (short) (value - base);
            case int[] a -> a[slot] = (int) (value - base);
            default -> ((long[]) array)[slot] = value;
        }
    }

    private Cells encode(Object edit, int slot, long value, int used) {
        long min = value;
        long max = value;
        for (int i = 0; i < used; i++) {
            long other = i == slot ? value : get(i);
            min = Math.min(min, other);
            max = Math.max(max, other);
        }
        int length = Math.max(capacity, capacityFor(Math.max(slot, used - 1)));
        long range = max - min;
        Object fresh;
        if (range < 0 || range > 0xffff_ffffL) {
            fresh = new long[length];
            min = 0;
        } else if (range > 0xffff) {
            fresh = new int[length];
        } else if (range > 0xff) {
            fresh = new short[length];
        } else {
            fresh = new byte[length];
        }
        Cells target = new Cells(edit, min, fresh);
        for (int i = 0; i < used; i++) {
            target.put(i, get(i));
        }
        target.put(slot, value);
        return target;
    }

    long footprint() {
        int width = array instanceof byte[] ? 1 : array instanceof short[] ? 2 : array instanceof int[] ? 4 : 8;
        return 48 + (long) capacity * width;
    }

    /** Writes the first {@code used} numbers; slots after that belong to an edit. */
    void write(ImageWriter out, int used) throws IOException {
        int length = Math.min(capacity, used);
        out.octet(
                        switch (array) {
                            case byte[] a -> 0;
                            case short[] a -> 1;
                            case int[] a -> 2;
                            default -> 3;
                        })
                .number(base)
                .count(length);
        switch (array) {
            case byte[] a -> out.bytes(a, length);
            case short[] a -> out.shorts(a, length);
            case int[] a -> out.ints(a, length);
            default -> out.longs((long[]) array, length);
        }
    }

    static Cells read(ImageReader in, Object owner) throws IOException {
        int kind = in.octet();
        long base = in.number();
        int length = in.count();
        return new Cells(
                owner,
                base,
                switch (kind) {
                    case 0 -> in.bytes(length);
                    case 1 -> in.shorts(length);
                    case 2 -> in.ints(length);
                    default -> in.longs(length);
                });
    }
}
