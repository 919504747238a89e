package org.mailbay.imap.session;

import java.io.IOException;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.net.Connection;
import org.mailbay.sasl.Offer;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/** Who is at the other end, and how far the dialogue has come. */
public final class Client {
    private static final Offer NOBODY = new Offer(false, Map.of(), false);

    private final Services services;
    private final Connection connection;
    private final Set<Feature> enabled = EnumSet.noneOf(Feature.class);
    private final AnnotationNews annotations = new AnnotationNews();
    private @Nullable LogIn user;
    private @Nullable Selected selected;
    private @Nullable Listening listening;
    private int authFailures;

    public Client(Services services, Connection connection) {
        this.services = services;
        this.connection = connection;
    }

    /** What all sessions share. */
    public Services services() {
        return services;
    }

    /** The connection. */
    public Connection connection() {
        return connection;
    }

    /** Where it comes from. */
    public InetAddress address() {
        return connection.peer().getAddress();
    }

    /** RFC 9051 §3. */
    public State state() {
        return user == null ? State.NOT_AUTHENTICATED : selected == null ? State.AUTHENTICATED : State.SELECTED;
    }

    /** Who logged in; null when nobody has. */
    public @Nullable LogIn logIn() {
        return user;
    }

    /** Who logged in. */
    public Principal principal() {
        return Objects.requireNonNull(user, "nobody logged in").principal();
    }

    /** Somebody logged in; with null, nobody is any more (RFC 8437). */
    public void logIn(@Nullable LogIn who) {
        user = who;
        selected = null;
        listening = null;
        enabled.clear();
        annotations.clear();
    }

    /** What it is told of annotations. */
    public AnnotationNews annotations() {
        return annotations;
    }

    /** How often it failed to log in. */
    public int authFailures() {
        return authFailures;
    }

    /** Counts, from a session before this one too. */
    public void authFailures(int failures) {
        authFailures = failures;
    }

    /** Whether the client enabled a feature. */
    public boolean has(Feature feature) {
        return enabled.contains(feature);
    }

    /** What the client enabled. */
    public Set<Feature> enabled() {
        return enabled;
    }

    /** Whether strings may be UTF-8: RFC 9755, RFC 9051 §5.1. */
    public boolean isUtf8() {
        return has(Feature.UTF8) || has(Feature.IMAP4REV2);
    }

    /** The mailbox that is selected; null when there is none. */
    public @Nullable Selected selected() {
        return selected;
    }

    /** Selects another mailbox, or with null none. */
    public void select(@Nullable Selected mailbox) {
        selected = mailbox;
    }

    /** What it asked to be told of unasked; null when it did not. */
    public @Nullable Listening listening() {
        return listening;
    }

    /** It asked to be told of something unasked, instead of what it asked for before. */
    public void listen(Listening now) {
        listening = now;
    }

    /** How users may prove who they are now: not where others can read it (RFC 8314 §3.3). */
    public Offer offer() {
        boolean isSecure = connection.tls().isPresent();
        if (!isSecure && !address().isLoopbackAddress()) {
            return NOBODY;
        }
        try (Lease<Directory> directory =
                services.directory().acquire(services.limits().patience())) {
            return new Offer(
                    true, connection.channelBindings(), directory.service().hasVerifiers());
        } catch (AwayException e) {
            return NOBODY;
        }
    }

    /** Whether the user may go on: not after the password was set anew, or the user removed. */
    public boolean isStillWelcome(Directory directory) throws IOException {
        LogIn who = user;
        return who == null || directory.isValid(who.credential());
    }
}
