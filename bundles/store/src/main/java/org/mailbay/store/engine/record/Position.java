package org.mailbay.store.engine.record;

import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the search index is with an account.
 *
 * @param modSeq the log was followed up to here
 * @param away by letter, for types whose model is away: only up to here
 * @param scans by letter, types of which older objects are still to be read
 */
public record Position(long modSeq, SortedMap<Character, Long> away, SortedMap<Character, Scan> scans) {
    public Position {
        away = Collections.unmodifiableSortedMap(new TreeMap<>(away));
        scans = Collections.unmodifiableSortedMap(new TreeMap<>(scans));
    }

    /**
     * Objects to be read by their numbers.
     *
     * @param next the first that was not read
     * @param end the first that need not be read
     * @param again whether the index has them already, so that nobody must wait
     */
    public record Scan(long next, long end, boolean again) {}

    /** With everything read up to {@code modSeq}. */
    public static Position at(long modSeq) {
        return new Position(modSeq, Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    /** Up to where the log was followed for a type. */
    public long followed(char letter) {
        return Math.min(modSeq, away.getOrDefault(letter, modSeq));
    }

    /** Whether the index has everything of a type that was last changed at {@code state}. */
    public boolean covers(char letter, long state) {
        Scan scan = scans.get(letter);
        return followed(letter) >= state && (scan == null || scan.again());
    }

    void write(Out out) {
        out.varint(modSeq).varint(away.size());
        away.forEach((letter, since) -> out.octet(letter).varint(since));
        out.varint(scans.size());
        scans.forEach((letter, scan) ->
                out.octet(letter).varint(scan.next()).varint(scan.end()).octet(scan.again() ? 1 : 0));
    }

    static Position read(In in) throws IOException {
        long modSeq = in.varint();
        SortedMap<Character, Long> away = new TreeMap<>();
        for (int count = in.count(); count > 0; count--) {
            char letter = (char) in.octet();
            away.put(letter, in.varint());
        }
        SortedMap<Character, Scan> scans = new TreeMap<>();
        for (int count = in.count(); count > 0; count--) {
            char letter = (char) in.octet();
            long next = in.varint();
            long end = in.varint();
            scans.put(letter, new Scan(next, end, in.octet() == 1));
        }
        return new Position(modSeq, away, scans);
    }
}
