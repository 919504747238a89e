package org.mailbay.store.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all shards for one kind of driver: a driver comes to all and goes from all.
 *
 * @param <D> the driver
 * @param <O> what it opens
 */
final class Slots<D, O extends AutoCloseable> {
    private final List<Slot<D, O>> all = new CopyOnWriteArrayList<>();
    private @Nullable D driver;

    /** Adds a slot, which gets the driver that the others have. */
    synchronized Slot<D, O> add(Slot<D, O> slot) {
        if (driver != null) {
            slot.bind(driver);
        }
        all.add(slot);
        return slot;
    }

    /** Uses {@code newDriver} from now on. */
    void bind(D newDriver) {
        synchronized (this) {
            driver = newDriver;
        }
        // All first, so that they drain at the same time.
        all.forEach(slot -> slot.announce(newDriver));
        all.forEach(slot -> slot.bind(newDriver));
    }

    /** When this returns, nobody is in what {@code oldDriver} opened, and all of that is closed. */
    void unbind(D oldDriver) {
        synchronized (this) {
            if (driver == oldDriver) {
                driver = null;
            }
        }
        all.forEach(slot -> slot.forget(oldDriver));
        all.forEach(slot -> slot.unbind(oldDriver));
    }

    /** Closes all for good. */
    void stop() {
        all.forEach(Slot::stop);
    }
}
