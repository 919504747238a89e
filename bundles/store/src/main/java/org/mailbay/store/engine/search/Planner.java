package org.mailbay.store.engine.search;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.record.LogEntry;
import org.mailbay.store.engine.record.Position;

/** Says what is to be indexed next: what the log says happened last, then types whose model came back, then older objects. */
final class Planner {
    /** About how many objects a plan has. */
    private static final int MOST = 256;

    private final Schemas schemas;

    Planner(Schemas schemas) {
        this.schemas = schemas;
    }

    /** Null when there is nothing to do, or nothing that can be done now. */
    @Nullable
    Plan next(int epoch, Space space, Progress progress, @Nullable Position position) throws IOException {
        Image image = space.image();
        Progress.Rebuild rebuild = progress.rebuild;
        if (position == null || rebuild == Progress.Rebuild.CLEAR) {
            Position fresh = scans(image.modSeq(), new TreeMap<>(), image, false);
            return new Plan(epoch, fresh, List.of(), true, rebuild != Progress.Rebuild.NO);
        }
        if (rebuild == Progress.Rebuild.AGAIN) {
            return new Plan(epoch, scans(position.modSeq(), position.away(), image, true), List.of(), false, true);
        }
        boolean older = position.away().keySet().stream().anyMatch(schemas::has)
                || position.scans().keySet().stream().anyMatch(schemas::has);
        progress.older = older && !progress.older;
        if (position.modSeq() < image.modSeq() && !progress.older) {
            Plan plan = follow(epoch, space, image, position);
            return plan != null
                    ? plan
                    : new Plan(epoch, scans(image.modSeq(), new TreeMap<>(), image, false), List.of(), true, false);
        }
        for (char letter : position.away().keySet()) {
            if (schemas.has(letter)) {
                return catchUp(epoch, space, image, position, letter);
            }
        }
        for (char letter : position.scans().keySet()) {
            if (schemas.has(letter)) {
                return scan(epoch, image, position, letter);
            }
        }
        return null;
    }

    private static Position scans(long modSeq, SortedMap<Character, Long> away, Image image, boolean again) {
        SortedMap<Character, Position.Scan> scans = new TreeMap<>();
        for (ObjectTable table : image.all()) {
            if (table.all().size() > 0) {
                scans.put(table.letter(), new Position.Scan(1, image.nextNumber(), again));
            }
        }
        return new Position(modSeq, away, scans);
    }

    /** Null when the log does not reach back. */
    private @Nullable Plan follow(int epoch, Space space, Image image, Position position) throws IOException {
        Set<ObjectId> ids = new LinkedHashSet<>();
        TreeMap<Character, Long> away = new TreeMap<>(position.away());
        long[] reached = {position.modSeq()};
        boolean there = space.log(position.modSeq(), image, entry -> {
            entry.types().forEach((letter, of) -> {
                if (!schemas.has(letter) && of.text().length + of.created().length + of.destroyed().length > 0) {
                    away.putIfAbsent(letter, entry.modSeq() - 1);
                }
                if (!away.containsKey(letter)) {
                    collect(letter, of, ids);
                }
            });
            reached[0] = entry.modSeq();
            return ids.size() < MOST;
        });
        return there ? new Plan(epoch, new Position(reached[0], away, position.scans()), ids, false, false) : null;
    }

    private static void collect(char letter, LogEntry.OfType of, Collection<ObjectId> ids) {
        for (long[] numbers : List.of(of.created(), of.text(), of.destroyed())) {
            for (long number : numbers) {
                ids.add(new ObjectId(letter, number));
            }
        }
    }

    /** The log for one type, up to where it was followed for the others. */
    private static Plan catchUp(int epoch, Space space, Image image, Position position, char letter)
            throws IOException {
        Set<ObjectId> ids = new LinkedHashSet<>();
        TreeMap<Character, Long> away = new TreeMap<>(position.away());
        long since = away.get(letter);
        long[] reached = {since};
        boolean there = space.log(since, image, entry -> {
            if (entry.modSeq() > position.modSeq()) {
                return false;
            }
            LogEntry.OfType of = entry.types().get(letter);
            if (of != null) {
                collect(letter, of, ids);
            }
            reached[0] = entry.modSeq();
            return ids.size() < MOST;
        });
        TreeMap<Character, Position.Scan> scans = new TreeMap<>(position.scans());
        if (!there) {
            scans.put(letter, new Position.Scan(1, image.nextNumber(), false));
        }
        if (!there || reached[0] >= position.modSeq()) {
            away.remove(letter);
        } else {
            away.put(letter, reached[0]);
        }
        return new Plan(epoch, new Position(position.modSeq(), away, scans), there ? ids : List.of(), false, false);
    }

    private static Plan scan(int epoch, Image image, Position position, char letter) {
        Position.Scan scan = position.scans().get(letter);
        Set<ObjectId> ids = new LinkedHashSet<>();
        long next = image.table(letter)
                .numbers(scan.next(), scan.end(), MOST, number -> ids.add(new ObjectId(letter, number)));
        TreeMap<Character, Position.Scan> scans = new TreeMap<>(position.scans());
        if (next >= scan.end()) {
            scans.remove(letter);
        } else {
            scans.put(letter, new Position.Scan(next, scan.end(), scan.again()));
        }
        return new Plan(epoch, new Position(position.modSeq(), position.away(), scans), ids, false, false);
    }
}
