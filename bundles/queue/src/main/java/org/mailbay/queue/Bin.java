package org.mailbay.queue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Room;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Content of letters that are gone, removed many at a time: each removal costs a flush. What a kill leaves of it is swept after the next start. */
final class Bin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bin.class);
    private static final long COLLECT_NANOS = 300_000_000;
    private static final int AT_ONCE = 1_000;
    /** Who adds to so many removes some. */
    private static final int MOST = 20_000;

    private final Room room;
    private final ConcurrentLinkedQueue<BlobRef> blobs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ReentrantLock emptying = new ReentrantLock();

    Bin(Room room) {
        this.room = room;
    }

    /** To be removed soon; nobody reads it any more. */
    void add(BlobRef blob) {
        blobs.add(blob);
        int full = count.incrementAndGet();
        if (full == 1) {
            Thread.ofVirtual().name("queue-bin").start(this::emptySoon);
        } else if (full > MOST) {
            empty();
        }
    }

    private void emptySoon() {
        do {
            LockSupport.parkNanos(COLLECT_NANOS);
        } while (empty() > 0);
    }

    /** What is left. */
    private int empty() {
        List<BlobRef> some = new ArrayList<>();
        emptying.lock();
        try {
            for (BlobRef blob = blobs.poll(); blob != null; blob = some.size() < AT_ONCE ? blobs.poll() : null) {
                some.add(blob);
            }
            if (!some.isEmpty()) {
                room.remove(some);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-blob outcome=left blobs={} reason=\"{}\"", some.size(), e.toString());
        } finally {
            emptying.unlock();
        }
        return count.addAndGet(-some.size());
    }

    @Override
    public void close() {
        int left;
        do {
            left = count.get();
        } while (left > 0 && empty() < left);
    }
}
