package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the space of dead records back: copies what is wanted of a segment forward, bytes for bytes, and deletes the segment.
 *
 * <p>Segments of which less than half is wanted, and those that a failed flush poisoned. The newest segment stays, so that no number is
 * used twice. A record's old place is written down as dead before anybody may remove the new one; so whenever the power goes, every
 * blob is there once. What cannot be read stays where it is, with its segment. One at a time.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final double WORTH_COPYING = 0.5;
    private static final int GROUP_RECORDS = 256;
    private static final long GROUP_BYTES = 4 << 20;

    private final Folder folder;
    private final Catalogue catalogue;
    private final ReadHandles handles;
    private final RemovalLog removals;
    private final SegmentWriter writer;
    private final Chores chores;
    private final Tools tools;
    private final Uses uses;
    private final ReentrantLock turn = new ReentrantLock();

    Compaction(
            Folder folder,
            Catalogue catalogue,
            ReadHandles handles,
            RemovalLog removals,
            SegmentWriter writer,
            Chores chores,
            Tools tools,
            Uses uses) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.handles = handles;
        this.removals = removals;
        this.writer = writer;
        this.chores = chores;
        this.tools = tools;
        this.uses = uses;
    }

    /** A record that is being moved; its name is held. */
    private record Move(long offset, RecordBuffer.Record record) {}

    /** Bytes that dead records take; an estimate where blobs are compressed. */
    long waste() {
        double waste = 0;
        for (Segment segment : catalogue.segments()) {
            waste += (segment.end() - Segment.HEADER) * (1 - catalogue.liveShare(segment));
        }
        return Math.round(waste);
    }

    /**
     * Works until nothing is worth it or enough is copied.
     *
     * @return bytes given back, less those copied; not under 0
     */
    long compact(long most) throws IOException {
        turn.lock();
        try {
            long given = 0;
            long copied = 0;
            for (Segment segment : candidates()) {
                uses.checkGoingOn();
                if (copied < most) {
                    copied += forward(segment, most - copied);
                }
                given += drop(segment);
            }
            folder.makeReserve();
            return Math.max(0, given - copied);
        } finally {
            turn.unlock();
        }
    }

    /** A segment and how much of it was wanted a moment ago. */
    private record Candidate(Segment segment, double share) {}

    private List<Segment> candidates() {
        List<Segment> all = catalogue.segments();
        return all.stream()
                .limit(Math.max(0, all.size() - 1))
                .map(segment -> new Candidate(segment, catalogue.liveShare(segment)))
                .filter(c -> c.segment().isPoisoned() || c.share() < WORTH_COPYING)
                .sorted(Comparator.comparingDouble(Candidate::share))
                .map(Candidate::segment)
                .toList();
    }

    private long forward(Segment segment, long most) throws IOException {
        long copied = 0;
        List<Move> group = new ArrayList<>();
        try {
            long bytes = 0;
            for (Catalogue.Entry entry : catalogue.inSegment(segment, entries(segment))) {
                uses.checkGoingOn();
                Optional<Move> move = move(segment, entry);
                if (move.isPresent()) {
                    group.add(move.get());
                    bytes += move.get().record().length();
                }
                if (group.size() >= GROUP_RECORDS || bytes >= Math.min(GROUP_BYTES, most - copied)) {
                    store(segment, group);
                    copied += bytes;
                    bytes = 0;
                    if (copied >= most) {
                        return copied;
                    }
                }
            }
            store(segment, group);
            return copied + bytes;
        } finally {
            group.forEach(move -> catalogue.release(move.record().name()));
        }
    }

    private List<Catalogue.Entry> entries(Segment segment) throws IOException {
        Optional<SegmentIndex> index = SegmentIndex.read(folder, segment.number());
        List<Catalogue.Entry> entries = new ArrayList<>();
        if (index.isPresent() && index.get().complete() && index.get().salt() == segment.salt()) {
            index.get().forEach((name, offset, length) -> entries.add(new Catalogue.Entry(name, offset, length)));
            return entries;
        }
        ByteSource source = (at, into, offset, length) -> handles.read(segment.file(), at, into, offset, length);
        new SegmentScan(source, segment.salt(), segment.end())
                .run(
                        Segment.HEADER,
                        (header, at) -> entries.add(new Catalogue.Entry(header.name(), at, header.length())));
        return entries;
    }

    private Optional<Move> move(Segment segment, Catalogue.Entry entry) throws IOException {
        BlobRef ref = entry.name().ref(entry.length());
        if (!(catalogue.hold(ref) instanceof Catalogue.Claim.There there)) {
            return Optional.empty(); // somebody is removing or rewriting it: the next time
        }
        boolean mine = false;
        try {
            boolean here = there.place().segment().orElse(null) == segment
                    && there.place().offset() == entry.offset();
            Optional<RecordBuffer.Record> record = here ? read(segment, entry) : Optional.empty();
            mine = record.isPresent();
            return record.map(r -> new Move(entry.offset(), r));
        } finally {
            if (!mine) {
                catalogue.release(entry.name());
            }
        }
    }

    private Optional<RecordBuffer.Record> read(Segment segment, Catalogue.Entry entry) {
        try {
            byte[] bytes = new byte[(int) RecordHeader.maxBytes(entry.length())];
            int n = handles.read(segment.file(), entry.offset(), bytes, 0, bytes.length);
            Optional<RecordHeader> header = n < RecordHeader.BYTES ? Optional.empty() : RecordHeader.decode(bytes, 0);
            if (header.isEmpty()
                    || header.get().bytes() > n
                    || !header.get().name().equals(entry.name())
                    || !SegmentScan.isWhole(bytes, 0, header.get())) {
                throw new IOException("the record is damaged");
            }
            int length = (int) header.get().bytes();
            return Optional.of(new RecordBuffer.Record(entry.name(), (int) entry.length(), bytes, length));
        } catch (IOException e) {
            tools.figures().readFailed(e);
            LOG.error(
                    "event=blob-not-moved segment={} offset={} reason=\"{}\"",
                    segment.number(),
                    entry.offset(),
                    e.toString());
            return Optional.empty();
        }
    }

    /** Stores a group, writes its old places down as dead, lets go of its names and empties it. */
    private void store(Segment segment, List<Move> group) throws IOException {
        IOException failure = null;
        List<CompletableFuture<@Nullable Void>> ends = new ArrayList<>();
        for (Move move : group) {
            ends.add(writer.submit(move.record()));
        }
        List<Long> dead = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            try {
                Chores.await(ends.get(i));
                dead.add(group.get(i).offset());
                tools.figures().compacted(group.get(i).record().length());
            } catch (IOException e) {
                failure = e;
            }
        }
        try {
            if (!dead.isEmpty()) {
                chores.run(() -> removals.supersedeAll(segment, dead));
            }
        } finally {
            group.forEach(move -> catalogue.release(move.record().name()));
            group.clear();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private long drop(Segment segment) throws IOException {
        if (!catalogue.isDead(segment)) {
            return 0;
        }
        chores.run(removals::settle); // if its deletion is undone by a crash, nothing in it comes back
        long bytes = Files.size(segment.file());
        switch (catalogue.retire(segment)) {
            case KEPT -> {
                return 0;
            }
            case IN_USE ->
                LOG.info("event=blob-segment-retired segment={} bytes={} inUse=true", segment.number(), bytes);
            case FREE -> {
                LOG.info("event=blob-segment-retired segment={} bytes={}", segment.number(), bytes);
                chores.run(() -> folder.deleteQuietly(segment, handles));
            }
        }
        return bytes;
    }
}
