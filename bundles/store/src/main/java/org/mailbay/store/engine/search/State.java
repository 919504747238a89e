package org.mailbay.store.engine.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far a shard's index is.
 *
 * @param trouble why it is not fed at all; empty when it is
 * @param accounts that have something
 * @param behind how many of these are not wholly indexed
 * @param changes transactions that the index has not seen
 * @param scanning accounts being read anew
 * @param last the ones that are furthest behind
 */
record State(String trouble, int accounts, int behind, long changes, int scanning, List<Line> last) {
    private static final int MOST_LINES = 20;

    /** An account that is behind. */
    record Line(String account, long changes, int percent) {}

    static State of(Feed feed, ShardFeed shard) {
        int[] counts = new int[3];
        long[] changes = {0};
        List<Line> lines = new ArrayList<>();
        for (Progress progress : feed.accounts()) {
            if (progress.shard != shard || progress.head.get() <= 1) {
                continue;
            }
            shard.locked(() -> {
                long behind = progress.behind(feed.schemas()::has);
                int percent = progress.percent(feed.schemas()::has);
                counts[0]++;
                counts[1] += behind > 0 ? 1 : 0;
                counts[2] += percent < 100 ? 1 : 0;
                changes[0] += behind;
                if (behind > 0 || percent < 100) {
                    lines.add(new Line(progress.account.toString(), behind, percent));
                }
                return lines;
            });
        }
        lines.sort(Comparator.comparingLong(Line::changes).reversed());
        return new State(
                shard.trouble(),
                counts[0],
                counts[1],
                changes[0],
                counts[2],
                List.copyOf(lines.subList(0, Math.min(MOST_LINES, lines.size()))));
    }
}
