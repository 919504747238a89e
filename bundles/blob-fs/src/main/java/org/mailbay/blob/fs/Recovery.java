package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds the catalogue at open: index files where they are good, reading segments where they are not.
 *
 * <p>Runs on a thread of the driver's own.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** A segment with less room than this is not continued. */
    private static final long WORTH_CONTINUING = 1 << 20;

    private static final Pattern END = Pattern.compile("[0-9a-f]{1,8}");

    private final Folder folder;
    private final Catalogue catalogue;
    private final Settings settings;
    private final List<Segment> unfinished = new ArrayList<>();
    private final List<Catalogue.Place> superseded = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private @Nullable Segment last;
    private int nextNumber = 1;

    Recovery(Folder folder, Catalogue catalogue, Settings settings) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.settings = settings;
    }

    /** The segment to go on with, cut behind its last good record. */
    @Nullable
    Segment last() {
        return last;
    }

    /** Of the next new segment. */
    int nextNumber() {
        return nextNumber;
    }

    /** What is wrong and remains so, a line each; blobs that are affected may be missing or cannot be read. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    /** Segments that will not be written any more and lack a complete index file. */
    List<Segment> unfinished() {
        return unfinished;
    }

    /** Records that are dead because the same blob stands later, too: written anew, and then came a crash. */
    void found(List<Catalogue.Place> dead) {
        superseded.addAll(dead);
    }

    /** Writes down what is dead, lest it come back when the later one is removed. */
    void settle(RemovalLog removals) throws IOException {
        for (Catalogue.Place place : superseded) {
            if (place.segment().isPresent()) {
                removals.supersede(place.segment().get(), place.offset());
            }
        }
        removals.settle();
    }

    void run() throws IOException {
        folder.deleteOrphans();
        TreeSet<Integer> numbers = folder.numbers();
        for (int number : numbers) {
            Optional<SegmentIndex> index = SegmentIndex.read(folder, number);
            boolean newest = number == numbers.last();
            nextNumber = number + 1;
            try (RandomAccessFile file =
                    new RandomAccessFile(folder.segment(number).toFile(), "r")) {
                load(number, file, index, newest);
            }
        }
    }

    private void load(int number, RandomAccessFile file, Optional<SegmentIndex> index, boolean newest)
            throws IOException {
        OptionalLong salt = salt(number, file, index);
        if (salt.isEmpty()) {
            if (file.length() > Segment.HEADER) {
                findings.add("segment " + number + " has no header and no record that is known; nothing of it is used");
            }
            LOG.warn("event=blob-segment-without-header segment={} bytes={}", number, file.length());
            return;
        }
        Segment segment = new Segment(number, folder.segment(number), salt.getAsLong(), Segment.HEADER);
        catalogue.addSegment(segment);
        if (Files.exists(folder.poison(number))) {
            segment.poison();
        }
        int[] removed = Removals.read(folder, number);
        index.filter(known -> known.salt() == segment.salt()).ifPresent(known -> {
            known.forEach((name, offset, length) -> add(segment, removed, name, offset, length));
            segment.extendTo(known.end());
        });
        if (file.length() < segment.end()) {
            findings.add("segment " + number + " is cut: it ends at " + file.length() + " instead of " + segment.end());
            LOG.error("event=blob-segment-cut segment={} bytes={} end={}", number, file.length(), segment.end());
        }
        boolean complete = index.isPresent() && index.get().complete();
        if (!complete) {
            ByteSource source = (at, into, offset, length) -> ReadHandles.read(file, at, into, offset, length);
            SegmentScan scan = new SegmentScan(source, segment.salt(), Math.min(file.length(), durableEnd(segment)));
            segment.extendTo(
                    scan.run(segment.end(), (header, at) -> add(segment, removed, header.name(), at, header.length())));
            if (scan.damaged() > 0) {
                findings.add(
                        "segment " + number + " has " + scan.damaged() + " damaged bytes; blobs in them are missing");
            }
            LOG.info(
                    "event=blob-segment-read segment={} end={} damagedBytes={}", number, segment.end(), scan.damaged());
        }
        if (complete) {
            return;
        }
        if (!segment.isPoisoned()) {
            cut(segment);
        }
        if (newest && !segment.isPoisoned() && hasRoom(segment)) {
            last = segment;
        } else {
            unfinished.add(segment);
        }
    }

    private boolean hasRoom(Segment segment) {
        return segment.end() + WORTH_CONTINUING <= settings.segmentBytes();
    }

    private OptionalLong salt(int number, RandomAccessFile file, Optional<SegmentIndex> index) throws IOException {
        byte[] header = new byte[Segment.HEADER];
        ReadHandles.read(file, 0, header, 0, header.length);
        Segment.refuseNewer(header);
        OptionalLong salt = Segment.salt(header, number);
        if (salt.isPresent()) {
            return salt;
        }
        if (index.isPresent()) {
            return OptionalLong.of(index.get().salt());
        }
        ReadHandles.read(file, Segment.HEADER, header, 0, header.length);
        Optional<RecordHeader> first = RecordHeader.decode(header, 0);
        return first.isPresent() ? OptionalLong.of(first.get().salt()) : OptionalLong.empty();
    }

    private void add(Segment segment, int[] removed, Name name, long offset, long length) {
        if (Arrays.binarySearch(removed, (int) offset) >= 0) {
            segment.addedDead(length);
        } else {
            catalogue.stored(name, segment, offset, length).ifPresent(superseded::add);
        }
    }

    /** How far a poisoned segment may be believed: what is read behind may be in the page cache only. */
    private long durableEnd(Segment segment) throws IOException {
        if (!segment.isPoisoned()) {
            return Long.MAX_VALUE;
        }
        String end = Files.readString(folder.poison(segment.number()));
        return END.matcher(end).matches() ? Long.parseLong(end, 16) : Long.MAX_VALUE;
    }

    /**
     * Cuts what a crash left behind the last good record, so that nothing old can stand behind what comes next.
     *
     * <p>And flushes the rest: a record that was written and not yet acknowledged is in the catalogue now, and must be durable
     * before somebody relies on finding it there.
     */
    private static void cut(Segment segment) throws IOException {
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
            channel.truncate(segment.end());
            channel.force(true);
        }
    }
}
