package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the blob driver give space back when much of it is waste. */
final class Compacting implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(Compacting.class);
    private static final long EVERY = Duration.ofHours(1).toMillis();
    /** While copies are made. */
    private static final long PAUSED = Duration.ofMinutes(1).toMillis();

    private static final long WORTH = 32 << 20;
    private static final long AT_ONCE = 16 << 20;

    private final Scrubbing.Wards wards;
    private final Gate gate;
    private final Throttle throttle;
    private final AtomicLong given = new AtomicLong();

    Compacting(Scrubbing.Wards wards, Gate gate, Throttle throttle) {
        this.wards = wards;
        this.gate = gate;
        this.throttle = throttle;
    }

    @Override
    public String name() {
        return "compact";
    }

    @Override
    public long step(long now) throws IOException {
        boolean more = false;
        for (Ward ward : wards.all()) {
            if (ward.<Long>blobs(open -> open.admin().waste()) < WORTH) {
                continue;
            }
            // What moves is copied again: not while a copy is made.
            if (!gate.enter()) {
                return now + PAUSED;
            }
            long back;
            try {
                back = ward.<Long>blobs(open -> open.admin().compact(AT_ONCE));
            } finally {
                gate.exit();
            }
            if (back > 0) {
                given.addAndGet(back);
                LOG.info("event=blobs-compacted shard={} bytes={}", ward.name(), back);
                more = true;
                // Copied is read and written.
                throttle.spend(2 * AT_ONCE);
            }
        }
        return more ? now : now + EVERY;
    }

    /** Bytes given back since the start. */
    long given() {
        return given.get();
    }
}
