package org.mailbay.admin.rest.session;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Set;
import org.mailbay.directory.Credential;
import org.mailbay.directory.LogIn;

/** Somebody who logged in with a browser. */
public final class Session {
    private final LogIn logIn;
    private final InetAddress source;
    private final String csrf;
    private final Instant began;
    private volatile Instant used;

    Session(LogIn logIn, InetAddress source, String csrf, Instant began) {
        this.logIn = logIn;
        this.source = source;
        this.csrf = csrf;
        this.began = began;
        this.used = began;
    }

    /** What they logged in with: the session ends when that opens nothing any more. */
    public Credential credential() {
        return logIn.credential();
    }

    /** What that is good for. */
    public Set<String> scopes() {
        return logIn.scopes();
    }

    /** Where they were when they logged in. */
    public InetAddress source() {
        return source;
    }

    /** What changes have to be sent with, in a header: no other site knows it. */
    public String csrf() {
        return csrf;
    }

    /** When they logged in. */
    public Instant began() {
        return began;
    }

    /** When they last asked for something. */
    public Instant used() {
        return used;
    }

    /** By what its user may name it: it says nothing of its id or its word. */
    public String name() {
        return Long.toString(began.toEpochMilli(), 36) + Integer.toString(csrf.hashCode() & 0xFFFF, 36);
    }

    void use(Instant now) {
        used = now;
    }
}
