package org.mailbay.store.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mailbay.store.BlobRef;

/** The blobs sealed or seen last: known to exist without asking the driver. Any thread. */
final class Fresh {
    private static final int MOST = 16_384;

    private final Map<BlobRef, Boolean> refs = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BlobRef, Boolean> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(BlobRef ref) {
        refs.put(ref, true);
    }

    synchronized boolean contains(BlobRef ref) {
        return refs.containsKey(ref);
    }

    /** Forgets all: there is another driver. */
    synchronized void clear() {
        refs.clear();
    }
}
