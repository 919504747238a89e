package org.mailbay.net.handover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Protocol.Unavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One protocol's place: the revision that serves, those that wait behind it or leave, and the connections they serve. */
public final class Post {
    private static final Logger LOG = LoggerFactory.getLogger(Post.class);
    /** How long a revision whose sessions were ended by force may still take to let go of its threads. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String name;
    private final List<Revision> revisions = new ArrayList<>();
    private final Set<Movable> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger parked = new AtomicInteger();
    private final Map<Unavailable, byte[]> words = new EnumMap<>(Unavailable.class);
    private volatile @Nullable Revision current;

    Post(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** The revision for new sessions; null while there is none. */
    public @Nullable Revision current() {
        return current;
    }

    /** What the last revision that was here says to a client that it cannot serve; empty before the first. */
    public byte[] words(Unavailable why) {
        synchronized (words) {
            return words.getOrDefault(why, new byte[0]);
        }
    }

    /** Follows {@code connection} until {@link #remove}. */
    public void add(Movable connection) {
        connections.add(connection);
    }

    public void remove(Movable connection) {
        connections.remove(connection);
    }

    /** Takes one of {@code max} places for connections that wait for a revision; {@link #unpark} gives it back. */
    public boolean park(int max) {
        if (parked.incrementAndGet() <= max) {
            return true;
        }
        parked.decrementAndGet();
        return false;
    }

    public void unpark() {
        parked.decrementAndGet();
    }

    public int parked() {
        return parked.get();
    }

    public int connections() {
        return connections.size();
    }

    void bind(Object key, Seniority seniority, Protocol protocol) {
        Map<Unavailable, byte[]> said = new EnumMap<>(Unavailable.class);
        for (Unavailable why : Unavailable.values()) {
            said.put(why, protocol.unavailable(why).clone());
        }
        synchronized (revisions) {
            revisions.add(new Revision(key, seniority, protocol));
            synchronized (words) {
                words.putAll(said);
            }
        }
        choose();
    }

    void rank(Object key, Seniority seniority) {
        synchronized (revisions) {
            revisions.stream().filter(r -> r.key().equals(key)).forEach(r -> r.promote(seniority));
        }
        choose();
    }

    /** Lets a revision go: returns when none of its code runs for a connection any more, at the latest after {@code drainSeconds} and a little. */
    void unbind(Object key, int drainSeconds) {
        Revision leaving;
        synchronized (revisions) {
            leaving = revisions.stream()
                    .filter(r -> r.key().equals(key))
                    .findFirst()
                    .orElse(null);
            if (leaving == null) {
                return;
            }
            revisions.remove(leaving);
            leaving.withdraw();
        }
        choose();
        long begun = System.nanoTime();
        if (leaving.users() > 0) {
            // Those that came in between reading `current` and the withdrawal, and those that moved nowhere yet.
            connections.forEach(Movable::revisionChanged);
        }
        int expired = 0;
        boolean unused = leaving.awaitUnused(TimeUnit.SECONDS.toNanos(drainSeconds));
        if (!unused) {
            expired = leaving.users();
            connections.forEach(c -> c.expire(leaving));
            unused = leaving.awaitUnused(GRACE_NANOS);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        if (unused) {
            LOG.info("event=protocol-left protocol={} drainMillis={} ended={}", name, millis, expired);
        } else {
            LOG.error(
                    "event=protocol-stuck protocol={} drainMillis={} sessions={} text=\"a session does not return\"",
                    name,
                    millis,
                    leaving.users());
        }
    }

    private void choose() {
        Revision best;
        synchronized (revisions) {
            best = revisions.stream()
                    .max(Comparator.comparing(Revision::seniority))
                    .orElse(null);
            if (best == current) {
                return;
            }
            current = best;
        }
        LOG.info(
                "event=protocol-serves protocol={} version={} connections={}",
                name,
                best == null ? "none" : best.seniority().version(),
                connections.size());
        connections.forEach(Movable::revisionChanged);
    }
}
