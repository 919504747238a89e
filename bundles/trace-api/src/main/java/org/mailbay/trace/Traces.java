package org.mailbay.trace;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Keeps one append-only record for each message, found again by its id or by an address. A service; mail goes on without it. */
@ProviderType
public interface Traces {
    /**
     * Adds to a message's record; at once, never waits, never throws. Written soon after; what cannot be is counted and logged.
     *
     * @param id as in the reply to DATA, in the Received field and in the logs: {@link TraceId}
     */
    void add(String id, TraceEvent event);

    /** Everything known of a message, in order of time. */
    Optional<Trace> find(String id) throws IOException;

    /**
     * Finds messages by who sent them or who was to get them, newest first.
     *
     * @param address or a part of it; any case
     * @param before only those that began before
     * @param max from 1 to 1,000
     */
    List<Trace> search(String address, Instant before, int max) throws IOException;
}
