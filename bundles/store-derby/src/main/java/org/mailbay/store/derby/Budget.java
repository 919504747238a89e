package org.mailbay.store.derby;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many databases may be open: for one more, the one that was idle longest is closed behind its users' backs. */
final class Budget {
    private static final Logger LOG = LoggerFactory.getLogger(Budget.class);
    private static final long LOOK_MILLIS = 20;

    private final Settings settings;
    private final Tally tally;
    private final Semaphore free;
    private final Set<Slot> open = ConcurrentHashMap.newKeySet();

    Budget(Settings settings, Tally tally) {
        this.settings = settings;
        this.tally = tally;
        free = new Semaphore(settings.maxOpen(), true);
    }

    /** Takes a place for a slot's database, within the patience; the caller may hold the lock of that slot alone. */
    void take(Slot slot, BooleanSupplier stopping) throws IOException {
        long end = System.nanoTime() + settings.patience().toNanos();
        while (!free.tryAcquire()) {
            if (stopping.getAsBoolean()) {
                throw new IOException("the driver is stopped");
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException(settings.maxOpen()
                        + " databases are open and in use, which is all that maxOpen of"
                        + " [store.derby] allows. Waited " + settings.patience().toSeconds() + " seconds.");
            }
            if (!evict(slot)) {
                pause();
            }
        }
        open.add(slot);
    }

    /** Gives the place back. */
    void give(Slot slot) {
        if (open.remove(slot)) {
            free.release();
        }
    }

    private boolean evict(Slot forWhom) throws IOException {
        long now = System.nanoTime();
        Optional<Slot> oldest = open.stream()
                .filter(slot -> slot != forWhom && slot.isIdle())
                .min(Comparator.comparingLong(slot -> slot.lastUse() - now));
        if (oldest.isEmpty() || !oldest.get().evict()) {
            return false;
        }
        tally.evictions().increment();
        LOG.debug("event=shard-evicted driver=derby shard={}", oldest.get().label());
        return true;
    }

    /** Interrupted or not. */
    private void pause() {
        boolean interrupted = Thread.interrupted();
        try {
            if (free.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                free.release();
            }
        } catch (InterruptedException later) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Databases that are open. */
    int size() {
        return open.size();
    }
}
