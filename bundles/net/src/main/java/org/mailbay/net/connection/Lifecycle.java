package org.mailbay.net.connection;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.handover.Revision;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that begin and end a session. They never throw: a protocol's fault is logged and ends one connection.
 *
 * <p>Throwable is caught, because a bundle in trouble throws NoClassDefFoundError as readily as anything else.
 */
record Lifecycle(String connection, String protocol) {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    /** Opens, or resumes from {@code state}. Null when that failed. */
    @Nullable
    Session begin(Revision revision, Protocol service, SessionConnection handle, @Nullable Frozen state) {
        try {
            if (state == null) {
                return service.open(handle);
            }
            Optional<Session> resumed = service.resume(handle, state);
            if (resumed.isEmpty()) {
                LOG.warn(
                        "event=session-not-resumed connection={} protocol={} version={}",
                        connection,
                        protocol,
                        state.version());
                revision.failed();
            }
            return resumed.orElse(null);
        } catch (Throwable e) {
            LOG.error("event=session-not-begun connection={} protocol={}", connection, protocol, e);
            revision.failed();
            return null;
        }
    }

    /** A call to a session of {@code revision} threw. */
    void failed(@Nullable Revision revision, Throwable e) {
        LOG.error("event=session-failed connection={} protocol={}", connection, protocol, e);
        if (revision != null) {
            revision.failed();
        }
    }

    void close(Session session, Session.Closed why) {
        try {
            session.closed(why);
        } catch (Throwable e) {
            LOG.error("event=session-close-failed connection={} protocol={}", connection, protocol, e);
        }
    }
}
