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
import org.mailbay.net.Serving.Served;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Protocol.Unavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One protocol's place: the revision that serves, one that is on trial beside it, those that wait behind it or leave, and the
 * connections they serve.
 */
public final class Post {
    private static final Logger LOG = LoggerFactory.getLogger(Post.class);
    /** How long a revision whose sessions were ended by force may still take to let go of its threads. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String name;
    private final List<Revision> revisions = new ArrayList<>();
    private final Set<Movable> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger parked = new AtomicInteger();
    private final Map<Unavailable, byte[]> words = new EnumMap<>(Unavailable.class);
    private volatile Choice choice = new Choice(null, null, 0);

    /**
     * Who serves.
     *
     * @param trial serves {@code percent} of the connections, the regular one the others
     */
    private record Choice(
            @Nullable Revision regular, @Nullable Revision trial, int percent) {}

    private final Map<Long, Integer> trials;

    /** @param trials percent by bundle id; changes are followed by {@link #choose} */
    Post(String name, Map<Long, Integer> trials) {
        this.name = name;
        this.trials = trials;
    }

    public String name() {
        return name;
    }

    /** The revision for sessions, but for those of a trial; null while there is none. */
    public @Nullable Revision current() {
        return choice.regular();
    }

    /** The revision for the session of {@code connection}, always the same as long as nothing changes; null while there is none. */
    public @Nullable Revision current(Movable connection) {
        Choice now = choice;
        // Drawn once for each object by the virtual machine, evenly: no connection goes to and fro between the two.
        boolean drawn = now.trial() != null && Math.floorMod(System.identityHashCode(connection), 100) < now.percent();
        return drawn ? now.trial() : now.regular();
    }

    /** Every revision that is there. */
    List<Served> revisions() {
        Choice now = choice;
        synchronized (revisions) {
            return revisions.stream()
                    .map(revision -> (Served) new Count(
                            name,
                            revision.seniority().bundle(),
                            revision.seniority().version().toString(),
                            percent(now, revision),
                            revision.users(),
                            revision.sessions(),
                            revision.failures()))
                    .toList();
        }
    }

    private record Count(
            String protocol, long bundle, String version, int percent, int connections, long sessions, long failures)
            implements Served {}

    private static int percent(Choice now, Revision revision) {
        if (revision == now.trial()) {
            return now.percent();
        }
        return revision == now.regular() ? 100 - now.percent() : 0;
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

    /** Decides anew who serves. */
    void choose() {
        Choice next;
        synchronized (revisions) {
            Revision trial = best(true);
            Revision regular = best(false);
            next = trial == null || regular == null
                    ? new Choice(regular == null ? trial : regular, null, 0)
                    : new Choice(
                            regular,
                            trial,
                            trials.getOrDefault(trial.seniority().bundle(), 0));
            if (next.equals(choice)) {
                return;
            }
            choice = next;
        }
        LOG.info(
                "event=protocol-serves protocol={} version={} trial={} percent={} connections={}",
                name,
                version(next.regular()),
                version(next.trial()),
                next.percent(),
                connections.size());
        connections.forEach(Movable::revisionChanged);
    }

    private @Nullable Revision best(boolean trial) {
        return revisions.stream()
                .filter(revision -> trials.containsKey(revision.seniority().bundle()) == trial)
                .max(Comparator.comparing(Revision::seniority))
                .orElse(null);
    }

    private static String version(@Nullable Revision revision) {
        return revision == null ? "none" : revision.seniority().version().toString();
    }
}
