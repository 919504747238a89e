package org.mailbay.trace;

import java.util.List;

/**
 * What happened to a message.
 *
 * @param events in order of time; at least one
 */
public record Trace(String id, List<TraceEvent> events) {
    public Trace {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("nothing happened to " + id);
        }
    }
}
