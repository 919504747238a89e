package org.mailbay.otel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Causes that belong to traces of others: the last so many. Any thread. */
final class Joined {
    private static final int MOST = 10_000;

    private final Map<String, Traceparent> parents = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Traceparent> eldest) {
            return size() > MOST;
        }
    };

    synchronized void put(String cause, Traceparent parent) {
        parents.put(cause, parent);
    }

    synchronized @Nullable Traceparent get(String cause) {
        return parents.get(cause);
    }
}
