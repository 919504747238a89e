package org.mailbay.blob.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes down which records of the segments are dead. On the driver's own threads only.
 *
 * <p>A record that was written anew elsewhere is dead too, but nothing depends on it at once: after a crash the later of two counts.
 * Only before the later one is removed, or the earlier one's segment deleted, must it be written, lest the earlier come back.
 */
final class RemovalLog {
    private static final int PENDING = 256;

    private final Folder folder;
    private final Map<Segment, List<Long>> superseded = new HashMap<>();
    private int pending;

    RemovalLog(Folder folder) {
        this.folder = folder;
    }

    /** Removed records; durable when this returns. */
    synchronized void add(Segment segment, Collection<Long> offsets) throws IOException {
        settle();
        Removals.add(folder, segment.number(), offsets);
    }

    /** A record that was written anew; made durable some time. */
    synchronized void supersede(Segment segment, long offset) throws IOException {
        superseded.computeIfAbsent(segment, s -> new ArrayList<>()).add(offset);
        if (++pending >= PENDING) {
            settle();
        }
    }

    /** The same for many, at once durable. */
    synchronized void supersedeAll(Segment segment, Collection<Long> offsets) throws IOException {
        superseded.computeIfAbsent(segment, s -> new ArrayList<>()).addAll(offsets);
        settle();
    }

    /** Makes everything durable. */
    synchronized void settle() throws IOException {
        for (Segment segment : List.copyOf(superseded.keySet())) {
            Removals.add(folder, segment.number(), superseded.get(segment));
            superseded.remove(segment);
        }
        pending = 0;
    }

    /** How long each log is, in bytes; everything in it is durable. */
    synchronized long length(Segment segment) throws IOException {
        return Removals.length(folder, segment.number());
    }
}
