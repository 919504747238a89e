package org.mailbay.blob.fs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;

/** What is where, and who is busy with which name. One lock, never held during input or output. */
final class Catalogue {
    private final ReentrantLock lock = new ReentrantLock();
    private final NameIndex index = new NameIndex();
    private final TreeMap<Integer, Segment> segments = new TreeMap<>();
    private final Map<Name, CompletableFuture<@Nullable Void>> busy = new HashMap<>();

    /**
     * Where a blob is.
     *
     * @param segment empty: a file of its own
     * @param offset of the record in its segment
     */
    record Place(Optional<Segment> segment, long offset) {}

    /** A record as a segment's index knows it. */
    record Entry(Name name, long offset, long length) {}

    /** What came of wanting to delete a segment. */
    enum Retirement {
        /** It is not dead. */
        KEPT,
        /** It is out of the catalogue; whoever ends the last use of it deletes the file. */
        IN_USE,
        /** It is out of the catalogue, and the file the caller's to delete. */
        FREE
    }

    /** What came of asking for a name. */
    sealed interface Claim {
        /** The blob is there. */
        record There(Place place) implements Claim {}

        /** It is not there. */
        record Absent() implements Claim {}

        /** Somebody is storing or removing it; ask again when {@code end} is completed. */
        record Busy(CompletableFuture<@Nullable Void> end) implements Claim {}

        /** It is the caller's to store, who must {@link Catalogue#release} it. */
        record Mine() implements Claim {}
    }

    Optional<Place> find(BlobRef ref) {
        Name name = Name.of(ref);
        lock.lock();
        try {
            int entry = index.find(name);
            return entry == NameIndex.NONE || index.length(entry) != ref.size()
                    ? Optional.empty()
                    : Optional.of(place(index.place(entry)));
        } finally {
            lock.unlock();
        }
    }

    /** Finds a blob to read it: its segment's file stays until {@link #unpin}. */
    Optional<Place> open(BlobRef ref) {
        lock.lock();
        try {
            Optional<Place> found = find(ref);
            found.flatMap(Place::segment).ifPresent(Segment::pin);
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a use of a segment's file; true when it is retired and this was the last use, then it is the caller's to delete. */
    boolean unpin(Segment segment) {
        lock.lock();
        try {
            return segment.unpin();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #takeOut} began; true when the segment is the caller's to delete, as with {@link #unpin}. */
    boolean endRemoval(Segment segment) {
        lock.lock();
        try {
            return segment.endRemoval();
        } finally {
            lock.unlock();
        }
    }

    /** Asks to write a blob anew: {@code There} (it stays; the caller must {@link #release} the name), {@code Busy} or {@code Absent}. */
    Claim hold(BlobRef ref) {
        Name name = Name.of(ref);
        lock.lock();
        try {
            CompletableFuture<@Nullable Void> other = busy.get(name);
            if (other != null) {
                return new Claim.Busy(other);
            }
            Optional<Place> place = find(ref);
            if (place.isEmpty()) {
                return new Claim.Absent();
            }
            busy.put(name, new CompletableFuture<>());
            return new Claim.There(place.get());
        } finally {
            lock.unlock();
        }
    }

    /** Asks to store a blob: {@code There}, {@code Busy} or {@code Mine}. */
    Claim claim(Name name) {
        lock.lock();
        try {
            int entry = index.find(name);
            if (entry != NameIndex.NONE) {
                return new Claim.There(place(index.place(entry)));
            }
            CompletableFuture<@Nullable Void> other = busy.get(name);
            if (other != null) {
                return new Claim.Busy(other);
            }
            busy.put(name, new CompletableFuture<>());
            return new Claim.Mine();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a blob out.
     *
     * @return {@code There} (where it was; the caller must {@link #release} the name and {@link #endRemoval}), {@code Busy} or {@code Absent}
     */
    Claim takeOut(BlobRef ref) {
        Name name = Name.of(ref);
        lock.lock();
        try {
            CompletableFuture<@Nullable Void> other = busy.get(name);
            if (other != null) {
                return new Claim.Busy(other);
            }
            int entry = index.find(name);
            if (entry == NameIndex.NONE || index.length(entry) != ref.size()) {
                return new Claim.Absent();
            }
            Place place = place(index.place(entry));
            index.remove(name);
            place.segment().ifPresent(segment -> {
                segment.removed(ref.size());
                segment.beginRemoval();
            });
            busy.put(name, new CompletableFuture<>());
            return new Claim.There(place);
        } finally {
            lock.unlock();
        }
    }

    void release(Name name) {
        lock.lock();
        CompletableFuture<@Nullable Void> end;
        try {
            end = busy.remove(name);
        } finally {
            lock.unlock();
        }
        if (end != null) {
            end.complete(null);
        }
    }

    void addSegment(Segment segment) {
        lock.lock();
        try {
            segments.put(segment.number(), segment);
        } finally {
            lock.unlock();
        }
    }

    /** Of these records those that are wanted. */
    List<Entry> inSegment(Segment segment, List<Entry> entries) {
        List<Entry> wanted = new ArrayList<>();
        for (Entry entry : entries) {
            lock.lock();
            try {
                int found = index.find(entry.name());
                if (found != NameIndex.NONE && index.place(found) == place(segment, entry.offset())) {
                    wanted.add(entry);
                }
            } finally {
                lock.unlock();
            }
        }
        return wanted;
    }

    boolean isDead(Segment segment) {
        lock.lock();
        try {
            return segment.isDead();
        } finally {
            lock.unlock();
        }
    }

    /** The part of a segment that is still wanted, 0 to 1. */
    double liveShare(Segment segment) {
        lock.lock();
        try {
            return segment.liveShare();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a dead segment out. */
    Retirement retire(Segment segment) {
        lock.lock();
        try {
            if (!segment.isDead()) {
                return Retirement.KEPT;
            }
            segments.remove(segment.number());
            return segment.retire() ? Retirement.FREE : Retirement.IN_USE;
        } finally {
            lock.unlock();
        }
    }

    /** All segments, each pinned. */
    List<Segment> pinAll() {
        lock.lock();
        try {
            segments.values().forEach(Segment::pin);
            return new ArrayList<>(segments.values());
        } finally {
            lock.unlock();
        }
    }

    /**
     * A record is durable. Of two with one name the later counts.
     *
     * @return where the blob was before; that place is dead now
     */
    Optional<Place> stored(Name name, Segment segment, long offset, long length) {
        return put(name, place(segment, offset), length);
    }

    /** A file of its own is durable. */
    Optional<Place> storedLarge(Name name, long length) {
        return put(name, 0, length);
    }

    private Optional<Place> put(Name name, long place, long length) {
        lock.lock();
        try {
            int entry = index.find(name);
            Optional<Place> before =
                    entry == NameIndex.NONE ? Optional.empty() : Optional.of(place(index.place(entry)));
            before.flatMap(Place::segment).ifPresent(segment -> segment.removed(length));
            index.put(name, place, length);
            place(place).segment().ifPresent(segment -> segment.added(length));
            return before;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Shows at most 256 blobs from entry {@code from} on.
     *
     * @param largeOnly those that have a file each
     * @return the entry to go on from; -1 at the end
     */
    int page(int from, boolean largeOnly, List<BlobRef> into) {
        lock.lock();
        try {
            int entry = from;
            while (entry < index.entries() && into.size() < 256) {
                if (index.isUsed(entry) && (!largeOnly || index.place(entry) == 0)) {
                    into.add(index.name(entry).ref(index.length(entry)));
                }
                entry++;
            }
            return entry < index.entries() ? entry : -1;
        } finally {
            lock.unlock();
        }
    }

    int blobs() {
        lock.lock();
        try {
            return index.size();
        } finally {
            lock.unlock();
        }
    }

    List<Segment> segments() {
        lock.lock();
        try {
            return new ArrayList<>(segments.values());
        } finally {
            lock.unlock();
        }
    }

    private static long place(Segment segment, long offset) {
        return (long) segment.number() << 32 | offset;
    }

    private Place place(long place) {
        int number = (int) (place >>> 32);
        return new Place(Optional.ofNullable(segments.get(number)), place & 0xFFFF_FFFFL);
    }
}
