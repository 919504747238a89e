package org.mailbay.trace.kept;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.store.Room;
import org.mailbay.trace.Trace;
import org.mailbay.trace.TraceEvent;

/** Finds records by id or by address. */
final class Reader {
    /** Events of one record that are read. */
    static final int MAX_EVENTS = 20_000;

    /** Entries that a search by a part of an address looks at. */
    static final int MAX_LOOKED_AT = 5_000_000;

    private final Room room;

    Reader(Room room) {
        this.room = room;
    }

    Optional<Trace> find(String id) throws IOException {
        if (!Keys.isId(id)) {
            return Optional.empty();
        }
        List<TraceEvent> events = new ArrayList<>();
        byte[] prefix = Keys.events(id);
        room.scan(prefix, Keys.after(prefix), (key, value) -> {
            events.addAll(StoredEvent.parse(value));
            return events.size() < MAX_EVENTS;
        });
        if (events.isEmpty()) {
            return Optional.empty();
        }
        events.sort(Comparator.comparing(TraceEvent::time));
        if (events.size() >= MAX_EVENTS) {
            events.add(TraceEvent.of(events.getLast().time(), "trace", "cut", "shown", MAX_EVENTS));
        }
        return Optional.of(new Trace(id, events));
    }

    /** A message that is found. */
    private record Hit(long began, String id) {
        static final Comparator<Hit> NEWEST_FIRST =
                Comparator.comparingLong(Hit::began).reversed().thenComparing(Hit::id);
    }

    /** Collects the newest of one slot after the other, from the newest slot on. */
    private static final class Hits {
        private final List<String> ids = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private final TreeSet<Hit> ofSlot = new TreeSet<>(Hit.NEWEST_FIRST);
        private final long before;
        private final int max;

        Hits(long before, int max) {
            this.before = before;
            this.max = max;
        }

        void add(byte[] key) {
            Hit hit = new Hit(Keys.millisOfAddress(key), Keys.idOfAddress(key));
            if (hit.began < before && !seen.contains(hit.id)) {
                ofSlot.add(hit);
                if (ofSlot.size() > max - ids.size()) {
                    ofSlot.pollLast();
                }
            }
        }

        /** Whether more are wanted. */
        boolean closeSlot() {
            for (Hit hit : ofSlot) {
                if (ids.size() < max && seen.add(hit.id)) {
                    ids.add(hit.id);
                }
            }
            ofSlot.clear();
            return ids.size() < max;
        }
    }

    /** Ids of messages, newest first: those of a whole address, and if there are none, those of addresses that have it in them. */
    List<String> search(String text, long before, int max) throws IOException {
        String address = Note.address(text);
        Hits hits = new Hits(before, max);
        int newest = Keys.slot(Math.max(0, before));
        if (address.indexOf('@') > 0) {
            byAddress(address, newest, hits);
        }
        if (hits.ids.isEmpty()) {
            byPart(address, newest, hits);
        }
        return hits.ids;
    }

    private static final byte[] END = Keys.after(new byte[] {Keys.ADDRESS});

    /** Goes from slot to slot, and in each straight to the address. */
    private void byAddress(String address, int newest, Hits hits) throws IOException {
        int slot = newest;
        while (slot >= 0) {
            byte[] prefix = Keys.addresses(slot, address);
            int[] next = {-1};
            int asked = slot;
            room.scan(prefix, END, (key, value) -> {
                if (startsWith(key, prefix)) {
                    hits.add(key);
                    return true;
                }
                int other = Keys.slotOfAddress(key);
                next[0] = other == asked ? asked - 1 : other;
                return false;
            });
            if (!hits.closeSlot()) {
                return;
            }
            slot = next[0];
        }
    }

    private void byPart(String part, int newest, Hits hits) throws IOException {
        int[] slot = {newest};
        int[] looked = {0};
        room.scan(Keys.addresses(newest), END, (key, value) -> {
            if (++looked[0] > MAX_LOOKED_AT) {
                throw new TooManyException();
            }
            int other = Keys.slotOfAddress(key);
            if (other != slot[0] && !hits.closeSlot()) {
                return false;
            }
            slot[0] = other;
            if (new String(value, StandardCharsets.UTF_8).contains(part)) {
                hits.add(key);
            }
            return true;
        });
        hits.closeSlot();
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** There is too much to look through. */
    static final class TooManyException extends IOException {
        private static final long serialVersionUID = 1L;

        TooManyException() {
            super("more than " + MAX_LOOKED_AT + " addresses to look through: name the whole address, or a later time");
        }
    }
}
