package org.mailbay.store.engine.record;

import java.io.IOException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mailbay.store.spi.Table;

/**
 * What one transaction did.
 *
 * @param millis when, since 1970
 * @param mark random: tells the transaction from another one with the same modseq, in a past that was undone by a restore; 0 when
 *     it has none
 * @param types by letter
 */
public record LogEntry(long modSeq, long millis, long mark, SortedMap<Character, OfType> types) {
    /** Version 1 does not say whose text changed, 2 has no mark. */
    private static final int VERSION = 3;

    /** Nothing. */
    public static final long[] NONE = {};

    /**
     * What it did to one type: numbers, each list ascending.
     *
     * @param counts updated in computed properties only
     * @param vanished pairs of container and UID that ended, in ascending order of containers
     * @param text those whose text may have changed, because their bytes or a text column did: of {@code updated}, or written anew
     *     by a migration, which is no update
     */
    public record OfType(
            long[] created, long[] updated, long[] counts, long[] destroyed, long[] vanished, long[] text) {
        /** Whether no client hears of it. */
        public boolean isSilent() {
            return created.length + updated.length + counts.length + destroyed.length == 0;
        }

        private void write(Out out) {
            ascending(out, created);
            ascending(out, updated);
            ascending(out, counts);
            ascending(out, destroyed);
            out.varint(vanished.length);
            for (long value : vanished) {
                out.varint(value);
            }
            ascending(out, text);
        }

        private static void ascending(Out out, long[] numbers) {
            out.varint(numbers.length);
            long before = 0;
            for (long number : numbers) {
                out.varint(number - before);
                before = number;
            }
        }

        private static OfType read(In in, int version) throws IOException {
            long[] created = ascending(in);
            long[] updated = ascending(in);
            long[] counts = ascending(in);
            long[] destroyed = ascending(in);
            long[] vanished = new long[in.count()];
            for (int i = 0; i < vanished.length; i++) {
                vanished[i] = in.varint();
            }
            return new OfType(created, updated, counts, destroyed, vanished, version == 1 ? updated : ascending(in));
        }

        private static long[] ascending(In in) throws IOException {
            int count = in.count();
            if (count == 0) {
                return NONE;
            }
            long[] numbers = new long[count];
            long before = 0;
            for (int i = 0; i < count; i++) {
                before += in.varint();
                numbers[i] = before;
            }
            return numbers;
        }
    }

    /** The values, of one row or, when it is long, several. */
    public byte[][] values() {
        Out out = new Out(64).octet(VERSION).varint(millis).fixed(mark);
        types.forEach((letter, type) -> type.write(out.octet(letter)));
        byte[] whole = out.done();
        byte[][] values = new byte[(whole.length + Table.MAX_VALUE - 1) / Table.MAX_VALUE][];
        for (int i = 0; i < values.length; i++) {
            int from = i * Table.MAX_VALUE;
            values[i] = values.length == 1
                    ? whole
                    : Arrays.copyOfRange(whole, from, Math.min(whole.length, from + Table.MAX_VALUE));
        }
        return values;
    }

    /** Only {@link #millis}, from the first value. */
    public static long millisOf(byte[] first) throws IOException {
        In in = new In(first);
        in.versions(1, VERSION);
        return in.varint();
    }

    /** Only {@link #mark}, from the first value. */
    public static long markOf(byte[] first) throws IOException {
        In in = new In(first);
        int version = in.versions(1, VERSION);
        in.varint();
        return version < 3 ? 0 : in.fixed();
    }

    /** Reads the values put together. */
    public static LogEntry read(long modSeq, byte[] whole) throws IOException {
        In in = new In(whole);
        int version = in.versions(1, VERSION);
        long millis = in.varint();
        long mark = version < 3 ? 0 : in.fixed();
        SortedMap<Character, OfType> types = new TreeMap<>();
        while (in.hasMore()) {
            char letter = (char) in.octet();
            types.put(letter, OfType.read(in, version));
        }
        return new LogEntry(modSeq, millis, mark, types);
    }
}
