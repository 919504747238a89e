package org.mailbay.queue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.RelayFullException;
import org.mailbay.metrics.Metrics;

/** How much waits or is held, and whether there is room for more; what was there at the start is counted in the background. */
final class Stock {
    private static final int NEARLY = 9;

    private final long mostMessages;
    private final long mostBytes;
    private final LongAdder refused = new LongAdder();

    private long messages;
    private long bytes;
    /** How far those that were there at the start are counted. */
    private long countTo;

    private long counted;
    /** Gone before they were counted, while that goes on: what is counted was read before, and may have ended since. */
    private final Set<Long> goneBefore = new HashSet<>();

    /** @param mostMessages 0: any number; @param mostBytes of content; 0: any number */
    Stock(long mostMessages, long mostBytes) {
        this.mostMessages = mostMessages;
        this.mostBytes = mostBytes;
    }

    /** The letters before this number are counted one by one, ascending. */
    synchronized void count(long end) {
        countTo = end;
    }

    /** A letter was found while they are counted. */
    synchronized void found(long number, long size) {
        counted = number;
        if (!goneBefore.remove(number)) {
            messages++;
            bytes += size;
        }
    }

    /** All letters are counted. */
    synchronized void countEnds() {
        counted = Long.MAX_VALUE;
        goneBefore.clear();
    }

    /** A letter was added. */
    synchronized void came(long size) {
        messages++;
        bytes += size;
    }

    /** A letter is gone. */
    synchronized void gone(long number, long size) {
        if (number >= countTo || number <= counted) {
            messages--;
            bytes -= size;
        } else {
            goneBefore.add(number);
        }
    }

    /**
     * Whether there is room for a letter more; what comes at the same moment is not seen, so that a bound may be passed by as many as there are
     * connections.
     *
     * @param size of it, as far as known
     * @throws RelayFullException that names the bound
     */
    void admit(long size) throws RelayFullException {
        String bound = bound(size);
        if (bound != null) {
            refused.increment();
            throw new RelayFullException("The queue is full (" + bound + ")");
        }
    }

    private synchronized @Nullable String bound(long size) {
        if (mostMessages > 0 && messages >= mostMessages) {
            return "maxMessages";
        }
        return mostBytes > 0 && bytes + Math.max(0, size) > mostBytes ? "maxMegabytes" : null;
    }

    /** Which bound is reached; empty when none is. */
    String full() {
        String bound = bound(1);
        return bound == null ? "" : bound;
    }

    /** Which bound is nearly reached; empty when none is. */
    synchronized String nearlyFull() {
        if (mostMessages > 0 && messages * 10 >= mostMessages * NEARLY) {
            return "maxMessages";
        }
        return mostBytes > 0 && bytes / NEARLY >= mostBytes / 10 ? "maxMegabytes" : "";
    }

    synchronized long messages() {
        return messages;
    }

    synchronized long bytes() {
        return bytes;
    }

    void measure(Metrics out) {
        out.gauge("mailbay_queue_messages", "Messages that wait or are held", messages());
        out.gauge("mailbay_queue_bytes", "Bytes of messages that wait or are held", bytes());
        out.counter("mailbay_queue_full_total", "Messages refused because the queue was full", refused.sum());
    }
}
