package org.mailbay.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that waits, in its room: nothing of it is in memory.
 *
 * <p>A letter is one entry, each piece of its work one, with one for its place in its lane, and for each lane at least one that wakes it when its
 * first work is due. A wake may be early or one too many, never late. The letter's own entry is written last: work without a letter is none.
 */
final class Waiting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

    /** Numbers taken from the room at a time. */
    private static final int NUMBERS = 10_000;

    private final Room room;
    private final Bin bin;
    private final AtomicLong next = new AtomicLong();
    private final long first;
    private long end;
    private volatile String failure = "";

    Waiting(Room room) throws IOException {
        this.room = room;
        bin = new Bin(room);
        byte[] stored = room.get(Keys.numbers());
        end = stored == null ? 1 : new In(stored).number();
        first = end;
        next.set(first);
    }

    /** Whether somebody else may have tried it: it was here before this was opened. */
    boolean isInherited(long letter) {
        return letter < first;
    }

    /** A number that was never given. */
    long number() throws IOException {
        long number = next.getAndIncrement();
        synchronized (this) {
            while (number >= end) {
                room.commit(List.of(new Change(
                        Keys.numbers(), new Out().number(end + NUMBERS).done())));
                end += NUMBERS;
            }
        }
        return number;
    }

    /** No number from here on was given. */
    long end() {
        return next.get();
    }

    /** Begins the bytes of a letter. */
    BlobSink content(long sizeHint) throws IOException {
        return room.create(sizeHint);
    }

    /** The bytes of a letter from {@code from} on. */
    Optional<BlobInput> open(BlobRef blob, long from) throws IOException {
        return room.open(blob, from, Long.MAX_VALUE);
    }

    /** The changes that add work; it stands in no lane yet. */
    static List<Change> add(List<Item> items) throws IOException {
        List<Change> changes = new ArrayList<>();
        for (Item item : items) {
            changes.add(new Change(Keys.item(item.id()), item.row()));
        }
        return changes;
    }

    /** The changes that add a letter: what makes its work count, and keeps its content. */
    static List<Change> add(Letter letter) {
        return List.of(
                new Change(Keys.blob(letter.blob().name()), new byte[0]),
                new Change(Keys.letter(letter.number()), letter.row()));
    }

    /** The changes that remove a letter; its content is then to be forgotten. */
    static List<Change> remove(Letter letter) {
        return List.of(
                new Change(Keys.letter(letter.number()), null),
                new Change(Keys.blob(letter.blob().name()), null));
    }

    /** The change that puts work into its lane, which is to be awake or woken. */
    static Change stand(Item item) {
        return new Change(Keys.place(item.lane().key(), item.due(), item.id()), new byte[0]);
    }

    /** The change that has a lane looked at, at a time. */
    static Change wake(byte[] lane, Instant at) {
        return new Change(Keys.wake(at, lane, ThreadLocalRandom.current().nextLong()), new byte[0]);
    }

    /** The change that takes work out of its lane. */
    static Change leave(Item item) {
        return new Change(Keys.place(item.lane().key(), item.due(), item.id()), null);
    }

    /** Makes changes in their order; more than a commit takes, in several. */
    void commit(List<Change> changes) throws IOException {
        commit(changes, List.of());
    }

    /**
     * Makes changes in their order; more than a commit takes, in several.
     *
     * @param last made by one commit, all or none, after all others or together with the last of them
     */
    void commit(List<Change> changes, List<Change> last) throws IOException {
        if (changes.isEmpty() && last.isEmpty()) {
            return;
        }
        try {
            commitAll(changes, last);
            failure = "";
        } catch (IOException | RuntimeException e) {
            failure = e.toString();
            throw e;
        }
    }

    /** Why the last commit failed; empty when it did not. */
    String failure() {
        return failure;
    }

    private void commitAll(List<Change> changes, List<Change> last) throws IOException {
        int from = 0;
        while (from < changes.size() && changes.size() - from + last.size() > Room.MAX_CHANGES) {
            int to = Math.min(changes.size(), from + Room.MAX_CHANGES);
            room.commit(changes.subList(from, to));
            from = to;
        }
        List<Change> end = new ArrayList<>(changes.subList(from, changes.size()));
        end.addAll(last);
        if (!end.isEmpty()) {
            room.commit(end);
        }
    }

    @Nullable
    Letter letter(long number) throws IOException {
        byte[] row = room.get(Keys.letter(number));
        return row == null ? null : Letter.read(number, row);
    }

    /** A piece of work and its letter, as far as they are there. */
    record Work(@Nullable Item item, @Nullable Letter letter) {}

    Work work(Item.Id id) throws IOException {
        List<byte @Nullable []> rows = room.getMany(List.of(Keys.item(id), Keys.letter(id.letter())));
        byte[] item = rows.get(0);
        byte[] letter = rows.get(1);
        return new Work(
                item == null ? null : Item.read(id, item), letter == null ? null : Letter.read(id.letter(), letter));
    }

    /** Whether no other work of the same letter is left. */
    boolean isLast(Item.Id id) throws IOException {
        return items(id.letter(), 0, 2).stream().allMatch(item -> item.id().equals(id));
    }

    /** Work of a letter that is left, from a position on; at most {@code max}. */
    List<Item> items(long letter, int from, int max) throws IOException {
        List<Item> items = new ArrayList<>();
        byte[] end = Keys.afterPrefix(Keys.items(letter));
        room.scan(Keys.item(new Item.Id(letter, from)), end, (key, value) -> {
            items.add(Item.read(Keys.itemOf(key), value));
            return items.size() < max;
        });
        return items;
    }

    /** Letters from a number on, ascending; at most {@code max}. */
    List<Letter> letters(long from, int max) throws IOException {
        List<Letter> letters = new ArrayList<>();
        room.scan(Keys.letter(from), Keys.after('m'), (key, value) -> {
            try {
                letters.add(Letter.read(Keys.letterOf(key), value));
            } catch (In.Damaged e) {
                LOG.error("event=queue-damaged letter={}", Keys.letterOf(key), e);
            }
            return letters.size() < max;
        });
        return letters;
    }

    /** Since when a letter waits that is neither held nor to be sent later: the oldest of the first {@code max}; null when there is none. */
    @Nullable
    Instant oldest(Instant now, int max, int mostRead) throws IOException {
        Instant[] oldest = {null};
        int[] read = {0, 0};
        room.scan(Keys.letter(0), Keys.after('m'), (key, value) -> {
            Letter letter = Letter.read(Keys.letterOf(key), value);
            if (letter.held().isEmpty() && letter.since().isBefore(now)) {
                oldest[0] = oldest[0] == null ? letter.since() : Target.earlier(oldest[0], letter.since());
                read[0]++;
            }
            return read[0] < max && ++read[1] < mostRead;
        });
        return oldest[0];
    }

    /**
     * A place in a lane.
     *
     * @param of when the work says that it is due; not as the place does when it could not be read, and was postponed
     */
    record Place(Instant due, Item.Id id, Instant of) {
        boolean isPostponed() {
            return !due.equals(of);
        }
    }

    /** The changes that have work looked at later that cannot be read: its own entry cannot be written either. */
    static List<Change> postpone(byte[] lane, Place place, Instant later) {
        byte[] of = ByteBuffer.allocate(8).putLong(place.of().toEpochMilli()).array();
        return List.of(
                new Change(Keys.place(lane, place.due(), place.id()), null),
                new Change(Keys.place(lane, later, place.id()), of));
    }

    private static Place place(byte[] key, byte[] value) {
        Instant due = Keys.dueOf(key);
        Instant of = value.length == 0
                ? due
                : Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
        return new Place(due, Keys.itemOf(key), of);
    }

    /** The first places of a lane, by when they are due; at most {@code max}. */
    List<Place> places(byte[] lane, int max) throws IOException {
        List<Place> places = new ArrayList<>();
        byte[] first = Keys.places(lane, Instant.EPOCH);
        room.scan(first, Keys.places(lane, Instant.ofEpochMilli(Long.MAX_VALUE)), (key, value) -> {
            places.add(place(key, value));
            return places.size() < max;
        });
        return places;
    }

    /** The first places of a lane that are due after a time, beginning after one of them; at most {@code max}. */
    List<Place> placesAfter(byte[] lane, Instant time, @Nullable Place after, int max) throws IOException {
        List<Place> places = new ArrayList<>();
        byte[] last = after == null ? null : Keys.place(lane, after.due(), after.id());
        byte[] from = last == null ? Keys.places(lane, time.plusMillis(1)) : Arrays.copyOf(last, last.length + 1);
        room.scan(from, Keys.places(lane, Instant.ofEpochMilli(Long.MAX_VALUE)), (key, value) -> {
            places.add(place(key, value));
            return places.size() < max;
        });
        return places;
    }

    /** The work of places, in their order, without what is no more or cannot be read. */
    List<Item> work(List<Place> places) throws IOException {
        List<byte @Nullable []> rows =
                room.getMany(places.stream().map(place -> Keys.item(place.id())).toList());
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            byte[] row = rows.get(i);
            try {
                if (row != null) {
                    items.add(Item.read(places.get(i).id(), row));
                }
            } catch (In.Damaged e) {
                LOG.error("event=queue-damaged letter={}", places.get(i).id().letter(), e);
            }
        }
        return items;
    }

    /** Shows wakes of lanes of a kind after a key, by time, up to those of {@code now}. */
    void wakes(Lane.Kind kind, byte @Nullable [] after, Instant now, Room.Visitor visitor) throws IOException {
        byte[] from = after == null ? Keys.wakes(kind, 0) : Arrays.copyOf(after, after.length + 1);
        byte[] to = Keys.wakes(kind, now.getEpochSecond() + 1);
        if (Arrays.compareUnsigned(from, to) < 0) {
            room.scan(from, to, visitor);
        }
    }

    /** When the first lane of a kind after {@code now} is to be looked at; null when none is. */
    @Nullable
    Instant nextWake(Lane.Kind kind, Instant now) throws IOException {
        Instant[] next = {null};
        room.scan(Keys.wakes(kind, now.getEpochSecond() + 1), Keys.wakes(kind, Long.MAX_VALUE), (key, value) -> {
            next[0] = Instant.ofEpochSecond(Keys.secondOf(key));
            return false;
        });
        return next[0];
    }

    /** Removes the bytes of a letter that is gone, soon; what cannot be removed is swept after the next start. */
    void forget(BlobRef blob) {
        bin.add(blob);
    }

    /** Removes what is to be removed. */
    @Override
    public void close() {
        bin.close();
    }

    /** The key of the first lane of a destination in which something stands, after another one; null when there is none. */
    byte @Nullable [] laneFrom(byte[] destination, byte @Nullable [] after) throws IOException {
        byte[] first = Keys.placesTo(destination);
        return lane(after == null ? first : Keys.afterPrefix(Keys.placesTo(after)), Keys.afterPrefix(first));
    }

    /** The key of the first destination to which something waits, at or after this one; null when there is none. */
    byte @Nullable [] destinationFrom(byte @Nullable [] from) throws IOException {
        byte[] lane = lane(from == null ? Keys.first('q') : Keys.placesTo(from), Keys.after('q'));
        return lane == null ? null : Keys.destinationOf(lane);
    }

    private byte @Nullable [] lane(byte[] from, byte[] to) throws IOException {
        byte[][] lane = {null};
        if (Arrays.compareUnsigned(from, to) < 0) {
            room.scan(from, to, (key, value) -> {
                lane[0] = Keys.laneOfPlace(key);
                return false;
            });
        }
        return lane[0];
    }

    /** Keys of destinations that an administrator has paused. */
    List<byte[]> paused() throws IOException {
        List<byte[]> paused = new ArrayList<>();
        room.scan(Keys.first('p'), Keys.after('p'), (key, value) -> {
            paused.add(Arrays.copyOfRange(key, 1, key.length));
            return true;
        });
        return paused;
    }

    Room room() {
        return room;
    }
}
