package org.mailbay.blob.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which records of the segments are dead. On the driver's own threads only.
 *
 * <p>A record that was written anew elsewhere is dead too, but nothing depends on it at once: after a crash the later of two counts.
 * Only before the later one is removed, or the earlier one's segment deleted, must it be written, lest the earlier come back.
 */
final class RemovalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RemovalLog.class);
    private static final int PENDING = 256;

    private final Folder folder;
    private final Map<Segment, List<Long>> superseded = new HashMap<>();
    private int pending;

    RemovalLog(Folder folder) {
        this.folder = folder;
    }

    /** Removed records; durable when this returns, and when it fails written with the next. */
    synchronized void add(Segment segment, Collection<Long> offsets) throws IOException {
        supersedeAll(segment, offsets);
    }

    /** A record that was written anew; durable some time. */
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
        List<Segment> segments = new ArrayList<>(superseded.keySet());
        segments.sort(Comparator.comparing(Segment::number)); // of two records of a blob the earlier first
        for (Segment segment : segments) {
            List<Long> offsets = superseded.get(segment);
            offsets.sort(null);
            try {
                Removals.add(folder, segment.number(), offsets);
            } catch (IOException e) {
                if (!folder.takeReserve()) {
                    throw e;
                }
                Removals.add(folder, segment.number(), offsets); // on a full disk room must be made by removing
            }
            superseded.remove(segment);
        }
        pending = 0;
    }

    /** The same at the end: what fails is found again at the next open, for of two records the later counts. */
    void settleQuietly() {
        try {
            settle();
        } catch (IOException e) {
            LOG.warn("event=blob-removals-not-written reason=\"{}\"", e.toString());
        }
    }

    /** How long each log is, in bytes; everything in it is durable. */
    synchronized long length(Segment segment) throws IOException {
        return Removals.length(folder, segment.number());
    }
}
