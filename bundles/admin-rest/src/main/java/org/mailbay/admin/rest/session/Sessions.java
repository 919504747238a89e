package org.mailbay.admin.rest.session;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.mailbay.directory.LogIn;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The sessions there are, in memory, under hashes of their ids: a restart ends them all. */
@Component(
        service = {Sessions.class, MetricSource.class},
        configurationPid = "admin.sessions",
        immediate = true)
@Designate(ocd = Sessions.Config.class)
public final class Sessions implements MetricSource {
    private static final int BYTES = 32;

    private final Duration idle;
    private final Duration longest;
    private final int most;
    private final int mostOfOne;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new HashMap<>();
    private long opened;

    /** Settings. */
    @ObjectClassDefinition(name = "Sessions", description = "How long a browser stays logged in to the console.")
    public @interface Config {
        @AttributeDefinition(description = "After how long without a request a session ends, in minutes.", min = "1")
        int idleMinutes() default 30;

        @AttributeDefinition(description = "After how long a session ends in any case, in hours.", min = "1")
        int longestHours() default 12;

        @AttributeDefinition(
                description = "How many sessions there may be; the one unused for longest ends.",
                min = "1")
        int most() default 10_000;

        @AttributeDefinition(description = "How many of them one user may have.", min = "1")
        int mostPerUser() default 20;
    }

    @Activate
    public Sessions(Config config) {
        this(config, InstantSource.system());
    }

    /** With another clock, for tests. */
    public Sessions(Config config, InstantSource clock) {
        idle = Duration.ofMinutes(config.idleMinutes());
        longest = Duration.ofHours(config.longestHours());
        most = config.most();
        mostOfOne = config.mostPerUser();
        this.clock = clock;
    }

    /** A session, and the id that its browser is to keep: nobody else knows that. */
    public record Opened(String id, Session session) {}

    /** After how long without a request a session ends. */
    public Duration idle() {
        return idle;
    }

    /** Opens a session, always with an id that nobody could know before. */
    public synchronized Opened open(LogIn logIn, InetAddress source) {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> isOver(session, now));
        String address = logIn.credential().address();
        makeRoom(session -> session.credential().address().equals(address), mostOfOne);
        makeRoom(_ -> true, most);
        String id = word();
        Session session = new Session(logIn, source, word(), now);
        sessions.put(hash(id), session);
        opened++;
        return new Opened(id, session);
    }

    /** Ends those unused for longest until there is room for one more. */
    private void makeRoom(Predicate<Session> which, int bound) {
        while (sessions.values().stream().filter(which).count() >= bound) {
            sessions.entrySet().stream()
                    .filter(entry -> which.test(entry.getValue()))
                    .min(Comparator.comparing(entry -> entry.getValue().used()))
                    .ifPresent(entry -> sessions.remove(entry.getKey()));
        }
    }

    /** The session of an id, which goes on by being asked for. */
    public synchronized Optional<Session> find(String id) {
        Instant now = clock.instant();
        String hash = hash(id);
        Session session = sessions.get(hash);
        if (session == null) {
            return Optional.empty();
        }
        if (isOver(session, now)) {
            sessions.remove(hash);
            return Optional.empty();
        }
        session.use(now);
        return Optional.of(session);
    }

    /** Ends a session; nothing happens when there is none of this id. */
    public synchronized void end(String id) {
        sessions.remove(hash(id));
    }

    /**
     * The sessions of a user, the oldest first.
     *
     * @param address the user's
     */
    public synchronized List<Session> of(String address) {
        Instant now = clock.instant();
        return sessions.values().stream()
                .filter(session -> session.credential().address().equals(address) && !isOver(session, now))
                .sorted(Comparator.comparing(Session::began))
                .toList();
    }

    /** Ends a session; whether it was there. */
    public synchronized boolean end(Session session) {
        return sessions.values().removeIf(one -> one == session);
    }

    private boolean isOver(Session session, Instant now) {
        return !now.isBefore(session.used().plus(idle))
                || !now.isBefore(session.began().plus(longest));
    }

    private String word() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hash(String id) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void measure(Metrics out) {
        out.gauge("mailbay_admin_sessions", "Sessions of browsers.", sessions.size());
        out.counter("mailbay_admin_sessions_opened_total", "Sessions that were opened.", opened);
    }
}
