package org.mailbay.imap.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers or UIDs of messages, as a client writes them (RFC 9051 §9: sequence-set). */
public final class SequenceSet {
    /** The last search's result (RFC 5182 §2.1). */
    public static final SequenceSet SAVED = new SequenceSet(new long[0]);

    /** Every message. */
    public static final SequenceSet ALL = new SequenceSet(new long[] {1, SequenceSet.STAR});

    private static final long STAR = Long.MAX_VALUE;
    private static final long MAX = 0xffff_ffffL;

    /** Pairs of a first and a last, as sent. */
    private final long[] bounds;

    private SequenceSet(long[] bounds) {
        this.bounds = bounds;
    }

    /**
     * Numbers that follow each other, ends included.
     *
     * @param from at least 1
     * @param to at least {@code from}
     */
    public record Range(long from, long to) {}

    /** What a client wrote. */
    public static SequenceSet of(String text) throws Malformed {
        if (text.equals("$")) {
            return SAVED;
        }
        long[] bounds = new long[16];
        int count = 0;
        int at = 0;
        do {
            if (count + 2 > bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * count);
            }
            int end = end(text, at);
            long first = number(text, at, end);
            long last = first;
            if (end < text.length() && text.charAt(end) == ':') {
                at = end + 1;
                end = end(text, at);
                last = number(text, at, end);
            }
            bounds[count++] = first;
            bounds[count++] = last;
            if (end < text.length() && text.charAt(end) != ',') {
                throw wrong();
            }
            at = end + 1;
        } while (at <= text.length());
        return new SequenceSet(Arrays.copyOf(bounds, count));
    }

    /** These numbers. */
    public static SequenceSet of(long... numbers) {
        long[] bounds = new long[2 * numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bounds[2 * i] = numbers[i];
            bounds[2 * i + 1] = numbers[i];
        }
        return new SequenceSet(bounds);
    }

    /** Numbers in the order given, those that follow each other as ranges. */
    public static String written(long[] numbers) {
        var text = new StringBuilder();
        for (int i = 0; i < numbers.length; ) {
            int last = i;
            while (last + 1 < numbers.length && numbers[last + 1] == numbers[last] + 1) {
                last++;
            }
            text.append(i == 0 ? "" : ",").append(numbers[i]);
            if (last > i) {
                text.append(':').append(numbers[last]);
            }
            i = last + 1;
        }
        return text.toString();
    }

    /** Whether it is {@code $}, the last search's result. */
    public boolean isSaved() {
        return this == SAVED;
    }

    /** Whether {@code *} occurs in it. */
    public boolean hasStar() {
        for (long bound : bounds) {
            if (bound == STAR) {
                return true;
            }
        }
        return false;
    }

    /**
     * Ascending, disjoint ranges, none next to another.
     *
     * @param star what {@code *} stands for, the largest in the mailbox; 0 when it is empty
     */
    public List<Range> resolve(long star) {
        int count = bounds.length / 2;
        long[] firsts = new long[count];
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            long first = bounds[2 * i] == STAR ? star : bounds[2 * i];
            long last = bounds[2 * i + 1] == STAR ? star : bounds[2 * i + 1];
            firsts[i] = Math.min(first, last);
            order[i] = Math.max(first, last);
        }
        return merge(firsts, order);
    }

    private static List<Range> merge(long[] firsts, long[] lasts) {
        // numbers have 32 bits: a range is one long, sorted by its first
        long[] packed = new long[firsts.length];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (Math.max(1, firsts[i]) << 32 | lasts[i]) ^ Long.MIN_VALUE; // the order of unsigned numbers
        }
        Arrays.sort(packed);
        var ranges = new ArrayList<Range>();
        long from = 0;
        long to = -1;
        for (long one : packed) {
            long first = (one ^ Long.MIN_VALUE) >>> 32;
            long last = one & MAX;
            if (last < first) {
                continue; // "*" of an empty mailbox
            }
            if (from > 0 && first <= to + 1) {
                to = Math.max(to, last);
                continue;
            }
            if (from > 0) {
                ranges.add(new Range(from, to));
            }
            from = first;
            to = last;
        }
        if (from > 0) {
            ranges.add(new Range(from, to));
        }
        return ranges;
    }

    /** As a client would write it, in the order it was written in. */
    @Override
    public String toString() {
        if (isSaved()) {
            return "$";
        }
        var text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ",");
            append(text, bounds[i]);
            if (bounds[i + 1] != bounds[i]) {
                append(text.append(':'), bounds[i + 1]);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long bound) {
        if (bound == STAR) {
            text.append('*');
        } else {
            text.append(bound);
        }
    }

    private static int end(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != ',') {
            end++;
        }
        return end;
    }

    private static long number(String text, int from, int end) throws Malformed {
        if (end == from + 1 && text.charAt(from) == '*') {
            return STAR;
        }
        long number = 0;
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) - '0';
            number = number * 10 + digit;
            if (digit < 0 || digit > 9 || number > MAX) {
                throw wrong();
            }
        }
        if (number == 0) {
            throw wrong();
        }
        return number;
    }

    private static Malformed wrong() {
        return new Malformed("a set of numbers that is none");
    }
}
