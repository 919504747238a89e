package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drivers of one kind that are there. Of those with the wanted name the last to come is used, the others wait.
 *
 * @param <D> the driver
 */
final class Drivers<D> {
    private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);

    private final String kind;
    private final String configured;
    private final Function<D, String> names;
    private final Keepers keepers;
    private final Slots<D, ?> slots;
    private final List<D> present = new ArrayList<>();
    private @Nullable D used;

    /** @param configured the wanted name; empty for the one with which the data folder began */
    Drivers(String kind, String configured, Function<D, String> names, Keepers keepers, Slots<D, ?> slots) {
        this.kind = kind;
        this.configured = configured;
        this.names = names;
        this.keepers = keepers;
        this.slots = slots;
    }

    synchronized void bind(D driver) {
        present.add(driver);
        if (isWanted(driver)) {
            used = driver;
            slots.bind(driver);
        } else {
            LOG.warn("event=driver-not-used kind={} driver={} wanted={}", kind, names.apply(driver), wanted());
        }
    }

    /** When this returns, nobody is in what {@code driver} opened. */
    synchronized void unbind(D driver) {
        present.removeIf(one -> one == driver);
        if (used == driver) {
            used = present.reversed().stream()
                    .filter(this::isWanted)
                    .findFirst()
                    .orElse(null);
            if (used != null) {
                slots.bind(used);
            }
        }
        slots.unbind(driver);
    }

    /** Before a driver opens something: it may have come before the folder had a driver. */
    void require(D driver) throws IOException {
        if (!isWanted(driver)) {
            throw new IOException(
                    "the " + kind + " here are kept by driver " + wanted() + ", not " + names.apply(driver));
        }
    }

    /** After a driver opened something. */
    void opened(D driver) throws IOException {
        keepers.note(kind, names.apply(driver));
    }

    private boolean isWanted(D driver) {
        String wanted = wanted();
        return wanted.isEmpty() || wanted.equals(names.apply(driver));
    }

    /** The name; empty for any. */
    String wanted() {
        if (!configured.isEmpty()) {
            return configured;
        }
        try {
            List<String> kept = keepers.of(kind);
            return kept.isEmpty() ? "" : kept.getFirst();
        } catch (IOException e) {
            // Rather none than the wrong one.
            return "unknown (" + e.getMessage() + ")";
        }
    }
}
