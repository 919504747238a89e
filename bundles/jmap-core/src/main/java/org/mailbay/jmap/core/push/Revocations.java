package org.mailbay.jmap.core.push;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mailbay.directory.Directory;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends listeners whose password was changed, whose token was revoked or whose user is gone (RFC 8620 §8.2).
 *
 * <p>Asked about once a second; it looks at everybody only when the directory changed, otherwise at who is new: somebody may have logged
 * in just before a change and have come here just after it.
 */
final class Revocations {
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final Swappable<Directory> directories;

    private Collection<Listener> added = new ArrayList<>();

    private long seen;

    Revocations(Swappable<Directory> directories) {
        this.directories = directories;
    }

    synchronized void added(Listener listener) {
        added.add(listener);
    }

    /** Looks, if there is something to look at; one thread. */
    void look(Supplier<Stream<Listener>> everybody) {
        Collection<Listener> fresh = takeAdded();
        if (!directories.isPresent()) {
            fresh.forEach(this::added);
            return;
        }
        try (Lease<Directory> directory = directories.acquire(Duration.ZERO)) {
            long revision = directory.service().revision();
            List<Listener> listeners =
                    revision == seen ? List.copyOf(fresh) : everybody.get().toList();
            for (Listener listener : listeners) {
                if (!directory.service().isValid(listener.credential())) {
                    listener.revoked();
                }
            }
            seen = revision; // not before all were looked at
        } catch (IOException e) {
            LOG.warn("event=jmap.push outcome=unknown reason=\"{}\"", e.toString());
            fresh.forEach(this::added);
        }
    }

    private synchronized Collection<Listener> takeAdded() {
        Collection<Listener> taken = added;
        added = new ArrayList<>();
        return taken;
    }
}
