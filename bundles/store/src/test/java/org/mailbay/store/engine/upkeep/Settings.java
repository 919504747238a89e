package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Rig;

/** Configuration of upkeep in tests, and upkeep that does what it is told at once. */
public record Settings(int collectHours, int graceHours, int megabytesPerSecond, int scrubDays)
        implements Upkeep.Config {
    static final Settings DEFAULT = new Settings(6, 24, 8, 30);

    @Override
    public Class<? extends Annotation> annotationType() {
        return Upkeep.Config.class;
    }

    /** Upkeep of a rig's store, by its clock, without any pause. */
    static Upkeep upkeep(Rig rig, Settings settings) {
        Throttle free = new Throttle(1L << 50, rig.millis::get, () -> 0, millis -> {}, () -> false);
        return new Upkeep(rig.store, settings, () -> Instant.ofEpochMilli(rig.millis.get()), free);
    }

    /** Upkeep of a store by the system's clock, whose chores nobody does. */
    public static Upkeep upkeep(JmapStore store) {
        return new Upkeep(store, DEFAULT, InstantSource.system(), null);
    }

    /** Removes all garbage, however young. */
    public static Map<String, Garbage> collect(Rig rig) throws IOException {
        return upkeep(rig, DEFAULT).collect(Duration.ZERO, true);
    }
}
