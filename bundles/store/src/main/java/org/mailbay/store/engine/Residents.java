package org.mailbay.store.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which accounts are in memory, least recently used first; the first ones go when all together are too large. */
final class Residents {
    private final long most;
    private final LinkedHashMap<Space, Long> bytes = new LinkedHashMap<>(16, 0.75f, true);
    private long total;

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

    private synchronized void gone(Space space) {
        Long size = bytes.remove(space);
        total -= size == null ? 0 : size;
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
