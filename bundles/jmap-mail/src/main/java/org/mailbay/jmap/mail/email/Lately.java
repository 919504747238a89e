package org.mailbay.jmap.mail.email;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was read lately and never gets old; when it is too much, what was not asked for longest goes. Threads: any. */
final class Lately<K, V> {
    private record Kept<V>(V value, int size) {}

    private final Map<K, Kept<V>> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final int most;
    private final int largest;
    private int size;

    /**
     * Begins with nothing.
     *
     * @param most that all together may have, in any unit
     * @param largest that one may have; larger ones are not kept
     */
    Lately(int most, int largest) {
        this.most = most;
        this.largest = largest;
    }

    synchronized @Nullable V get(K key) {
        Kept<V> found = kept.get(key);
        return found == null ? null : found.value();
    }

    synchronized void clear() {
        kept.clear();
        size = 0;
    }

    synchronized void put(K key, V value, int itsSize) {
        if (itsSize > largest) {
            return;
        }
        Kept<V> before = kept.put(key, new Kept<>(value, itsSize));
        size += itsSize - (before == null ? 0 : before.size());
        Iterator<Kept<V>> oldest = kept.values().iterator();
        while (size > most) {
            size -= oldest.next().size();
            oldest.remove();
        }
    }
}
