package org.mailbay.store.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which accounts are in memory, least recently used first; the first ones go when all together are too large. */
final class Residents {
    /** How often {@link #sweep} is to be called. */
    static final Duration TICK = Duration.ofSeconds(30);

    private final long most;
    private final LinkedHashMap<Space, Long> bytes = new LinkedHashMap<>(16, 0.75f, true);
    private long total;
    /** Counts sweeps. */
    private volatile int tick;

    Residents(long most) {
        this.most = most;
    }

    /** Says that an account is in memory, or has another size than before. */
    void loaded(Space space, long size) {
        for (Space victim : note(space, size)) {
            if (victim.evict()) {
                gone(victim);
            }
        }
    }

    private synchronized List<Space> note(Space space, long size) {
        Long before = bytes.put(space, size);
        total += size - (before == null ? 0 : before);
        List<Space> victims = new ArrayList<>();
        long over = total - most;
        for (Map.Entry<Space, Long> entry : bytes.entrySet()) {
            if (over <= 0) {
                break;
            }
            if (entry.getKey() != space) {
                victims.add(entry.getKey());
                over -= entry.getValue();
            }
        }
        return victims;
    }

    /** Says that an account is no more. */
    void forget(Space space) {
        gone(space);
    }

    private synchronized void gone(Space space) {
        Long size = bytes.remove(space);
        total -= size == null ? 0 : size;
    }

    /** The time as accounts note it when they are looked at. */
    int tick() {
        return tick;
    }

    /** Lets accounts go that nobody looked at for so long; those looked at since the last sweep are the newest. */
    void sweep(Duration idle) {
        for (Space victim : idle(Math.max(1, idle.dividedBy(TICK)))) {
            if (victim.evict()) {
                gone(victim);
            }
        }
    }

    private synchronized List<Space> idle(long ticks) {
        List<Space> victims = new ArrayList<>();
        List<Space> used = new ArrayList<>();
        for (Space space : bytes.keySet()) {
            if (space.lookedAt() == tick) {
                used.add(space);
            } else if (tick - space.lookedAt() > ticks) {
                victims.add(space);
            }
        }
        used.forEach(bytes::get);
        tick++;
        return victims;
    }

    /** Says that an account is in use. */
    synchronized void used(Space space) {
        bytes.get(space);
    }

    synchronized long total() {
        return total;
    }

    synchronized int count() {
        return bytes.size();
    }
}
