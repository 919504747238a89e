package org.mailbay.trace.kept;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;

/** Removes what is old, by scans in small steps. */
final class Retention {
    private static final int STEP = 500;

    private final Room room;
    private final Sizes sizes;

    Retention(Room room, Sizes sizes) {
        this.room = room;
        this.sizes = sizes;
    }

    /**
     * Removes all events before a slot; gives up when its thread is interrupted, to be called again.
     *
     * @return how many entries were removed
     */
    long removeBefore(int slot) throws IOException {
        long removed = 0;
        if (slot <= 0) {
            return 0;
        }
        for (List<byte[]> lives = lives(slot); !lives.isEmpty(); lives = lives(slot)) {
            for (byte[] life : lives) {
                if (Thread.interrupted()) {
                    return removed;
                }
                removed += removeEvents(Keys.idOfLife(life), slot);
            }
            room.commit(lives.stream().map(life -> new Change(life, null)).toList());
        }
        removed += remove(Keys.addresses(slot - 1), Keys.after(new byte[] {Keys.ADDRESS}));
        sizes.forget(slot);
        return removed;
    }

    private List<byte[]> lives(int slot) throws IOException {
        List<byte[]> lives = new ArrayList<>();
        room.scan(
                new byte[] {Keys.LIFE},
                Keys.slot(Keys.LIFE, slot),
                (key, value) -> lives.add(key) && lives.size() < STEP);
        return lives;
    }

    private long removeEvents(String id, int slot) throws IOException {
        return remove(Keys.events(id), Keys.event(id, Keys.millis(slot), 0));
    }

    private long remove(byte[] from, byte[] to) throws IOException {
        long removed = 0;
        List<Change> changes = new ArrayList<>();
        do {
            changes.clear();
            room.scan(from, to, (key, value) -> {
                changes.add(new Change(key, null));
                return changes.size() < STEP;
            });
            if (!changes.isEmpty()) {
                room.commit(changes);
            }
            removed += changes.size();
        } while (changes.size() == STEP && !Thread.currentThread().isInterrupted());
        return removed;
    }
}
