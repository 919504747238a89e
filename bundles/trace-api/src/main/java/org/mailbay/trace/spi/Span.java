package org.mailbay.trace.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A piece of work that is over. No content of mail and no secret stands in here; addresses may.
 *
 * @param name of the kind of work, few values: {@code smtp message}, {@code imap FETCH}, {@code POST /jmap/api}
 * @param cause what it was done for: the trace id of a message, the id of a request; spans of one cause belong together. Empty: nothing else
 *     belongs to it
 * @param start when it began, by the server's clock
 * @param took how long it took, by a clock that is never set
 * @param isFailed whether it did not do what it was asked for because something is wrong here or at the other server
 * @param facts by name, in order
 */
public record Span(
        Kind kind,
        String name,
        String cause,
        Instant start,
        Duration took,
        boolean isFailed,
        SequencedMap<String, String> facts) {
    /** What it is to what happened before. */
    public enum Kind {
        /** The first of its cause: what a client asked for. */
        SERVER,
        /** What was asked of another server. */
        CLIENT,
        /** Anything else. */
        INTERNAL
    }

    public Span {
        facts = new LinkedHashMap<>(facts);
    }

    @Override
    public SequencedMap<String, String> facts() {
        return new LinkedHashMap<>(facts);
    }
}
