package org.mailbay.imap.session;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;
import org.mailbay.imap.session.Recents.Range;

/** The UIDs that are recent in one session: ranges that do not touch, so that a client that fills a mailbox it has selected has one. */
final class RecentUids {
    /** The end of a range, which is behind its last, by its first. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    void add(Range more) {
        if (more.to() <= more.from()) {
            return;
        }
        long from = more.from();
        long to = more.to();
        for (Map.Entry<Long, Long> touching = ends.floorEntry(to);
                touching != null && touching.getValue() >= from;
                touching = ends.floorEntry(to)) {
            from = Math.min(from, touching.getKey());
            to = Math.max(to, touching.getValue());
            ends.remove(touching.getKey());
        }
        ends.put(from, to);
    }

    boolean has(long uid) {
        Map.Entry<Long, Long> range = ends.floorEntry(uid);
        return range != null && uid < range.getValue();
    }

    /**
     * How many messages are recent.
     *
     * @param from the sequence number of the first message whose UID is at least this; one more than there are when there is none
     */
    int count(LongToIntFunction from) {
        int count = 0;
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            count += from.applyAsInt(range.getValue()) - from.applyAsInt(range.getKey());
        }
        return count;
    }

    /** Ascending. */
    List<Range> ranges() {
        return ends.entrySet().stream()
                .map(range -> new Range(range.getKey(), range.getValue()))
                .toList();
    }
}
