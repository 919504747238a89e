package org.mailbay.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.SequencedMap;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.mailbay.trace.spi.Span;
import org.mailbay.trace.spi.SpanListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of work that is over, when somebody listens; costs one read of a field while nobody does.
 *
 * <p>A bundle has one of its own and gives {@link #bind} and {@link #unbind} to a dynamic, optional reference to {@link SpanListener}.
 * Ask {@link #isWanted} before you gather what a span needs. Any thread.
 */
public final class Spans {
    private static final Logger LOG = LoggerFactory.getLogger(Spans.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Swappable<SpanListener> listener = new Swappable<>("spans");

    /** Somebody listens from now on. */
    public void bind(SpanListener service) {
        listener.bind(service);
    }

    /** Nobody is inside it when this returns. */
    public void unbind(SpanListener service) {
        listener.unbind(service, DRAIN);
    }

    /** Whether anybody listens. */
    public boolean isWanted() {
        return listener.isPresent();
    }

    /**
     * A piece of work has just ended; never throws.
     *
     * @param cause see {@link Span#cause}
     * @param now when it ended
     * @param nanos that it took
     */
    public void ended(
            Span.Kind kind,
            String name,
            String cause,
            Instant now,
            long nanos,
            boolean isFailed,
            SequencedMap<String, String> facts) {
        tell(new Span(kind, name, cause, now.minusNanos(nanos), Duration.ofNanos(nanos), isFailed, facts));
    }

    /** Likewise, with facts as pairs of a name and a value. */
    public void ended(
            Span.Kind kind, String name, String cause, Instant now, long nanos, boolean isFailed, Object... facts) {
        if (isWanted()) {
            ended(
                    kind,
                    name,
                    cause,
                    now,
                    nanos,
                    isFailed,
                    TraceEvent.of(now, "", "", facts).facts());
        }
    }

    /** See {@link SpanListener#joined}. */
    public void joined(String cause, String traceparent) {
        try (Lease<SpanListener> lease = listener.acquire(Duration.ZERO)) {
            lease.service().joined(cause, traceparent);
        } catch (AwayException e) {
            LOG.trace("event=span outcome=away");
        } catch (RuntimeException e) {
            LOG.warn("event=span outcome=failed", e);
        }
    }

    private void tell(Span span) {
        if (!isWanted()) {
            return;
        }
        try (Lease<SpanListener> lease = listener.acquire(Duration.ZERO)) {
            lease.service().ended(span);
        } catch (AwayException e) {
            LOG.trace("event=span outcome=away");
        } catch (RuntimeException e) {
            // work that was done is not undone because somebody could not hear of it
            LOG.warn("event=span outcome=failed name=\"{}\"", span.name(), e);
        }
    }
}
