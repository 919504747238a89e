package org.mailbay.trace.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told of each piece of work that is over. A service; the one that came last is told. */
@ConsumerType
public interface SpanListener {
    /** A piece of work is over; at once, never waits: mail waits meanwhile. */
    void ended(Span span);

    /**
     * Work that begins now belongs to a trace of somebody else's.
     *
     * @param cause of the spans that will belong to it
     * @param traceparent as it came over the network (W3C Trace Context §3.2): anything
     */
    void joined(String cause, String traceparent);
}
