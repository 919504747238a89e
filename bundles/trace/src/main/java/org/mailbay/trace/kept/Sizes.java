package org.mailbay.trace.kept;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;

/** How many bytes were written in each slot; by instance, since two write while one replaces the other. */
final class Sizes {
    private final Room room;
    private final long instance;
    private final TreeMap<Integer, Long> mine = new TreeMap<>();
    private final TreeMap<Integer, Long> all = new TreeMap<>();

    Sizes(Room room, long instance) {
        this.room = room;
        this.instance = instance;
    }

    /** Reads what is there. */
    void load() throws IOException {
        TreeMap<Integer, Long> read = new TreeMap<>();
        room.scan(new byte[] {Keys.SIZE}, Keys.after(new byte[] {Keys.SIZE}), (key, value) -> {
            read.merge(Keys.slotOfSize(key), ByteBuffer.wrap(value).getLong(), Long::sum);
            return true;
        });
        synchronized (this) {
            all.clear();
            all.putAll(read);
        }
    }

    /** Adds, and says how that is written. */
    synchronized Change add(int slot, long bytes) {
        all.merge(slot, bytes, Long::sum);
        return new Change(Keys.size(slot, instance), Writer.number(mine.merge(slot, bytes, Long::sum)));
    }

    /** Forgets the slots before one. */
    void forget(int before) throws IOException {
        List<Change> changes = new ArrayList<>();
        room.scan(new byte[] {Keys.SIZE}, Keys.slot(Keys.SIZE, before), (key, value) -> {
            changes.add(new Change(key, null));
            return changes.size() < Room.MAX_CHANGES;
        });
        if (!changes.isEmpty()) {
            room.commit(changes);
        }
        synchronized (this) {
            all.headMap(before).clear();
            mine.headMap(before).clear();
        }
    }

    synchronized long total() {
        return all.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The first slot that may stay when no more than {@code most} bytes may; never one after {@code now}. */
    synchronized int firstKept(long most, int now) {
        long sum = 0;
        for (Map.Entry<Integer, Long> slot : all.descendingMap().entrySet()) {
            sum += slot.getValue();
            if (sum > most) {
                return Math.min(now, slot.getKey() + 1);
            }
        }
        return 0;
    }
}
