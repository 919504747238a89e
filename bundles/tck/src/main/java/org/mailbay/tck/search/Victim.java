package org.mailbay.tck.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mailbay.store.spi.SearchIndex.Change;
import org.mailbay.store.spi.SearchIndex.Commit;
import org.mailbay.tck.records.Seed;

/** The process that {@link SearchDurableContract} kills: applies and commits for ever and prints what was acknowledged. */
final class Victim {
    static final String READY = "ready";
    static final String COMMITTED = "committed ";

    private static final int BATCH = 20;
    private static final int BATCHES = 3;

    private Victim() {}

    /** Objects {@code from} to {@code to}, both with them. */
    static List<Change> changes(long from, long to) {
        List<Change> changes = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            changes.add(Shelf.put(Shelf.ANNA, number, Map.of("body", "common word number " + number)));
        }
        return changes;
    }

    /** Class of the testee, data folder. */
    public static void main(String[] args) throws Exception {
        SearchTestee testee =
                (SearchTestee) Class.forName(args[0]).getConstructor().newInstance();
        Shelf shelf = Shelf.open(testee, Path.of(args[1]));
        long last = shelf.words("common").size();
        Seed.print(READY);
        while (true) {
            for (int i = 0; i < BATCHES; i++) {
                shelf.index().apply(changes(last + 1, last + BATCH));
                last += BATCH;
            }
            Commit commit = shelf.index().commit();
            Seed.print(COMMITTED + commit.generation() + ' ' + commit.number() + ' ' + last);
        }
    }
}
