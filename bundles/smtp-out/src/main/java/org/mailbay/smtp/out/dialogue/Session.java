package org.mailbay.smtp.out.dialogue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.out.tls.TlsException;
import org.mailbay.smtp.out.wire.Reply;
import org.mailbay.smtp.out.wire.Wire;

/** A server that has been greeted, and takes messages one after the other. For one thread at a time. */
public final class Session implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Wire wire;
    private final String name;
    private final String security;
    private final @Nullable TlsException overlooked;
    private final Capabilities capabilities;
    private final long begunNanos = System.nanoTime();
    private int messages;
    private boolean isDirty;
    private boolean isBroken;

    Session(Wire wire, String name, String security, @Nullable TlsException overlooked, Capabilities capabilities) {
        this.wire = wire;
        this.name = name;
        this.security = security;
        this.overlooked = overlooked;
        this.capabilities = capabilities;
    }

    Wire wire() {
        return wire;
    }

    public Capabilities capabilities() {
        return capabilities;
    }

    /** What was wrong with its TLS, and did not matter; null for nothing. */
    public @Nullable TlsException overlooked() {
        return overlooked;
    }

    /** Whether what is said on it is secret. */
    public boolean isSecured() {
        return wire.isSecured();
    }

    /** As {@code mx.example [192.0.2.1]:25 TLSv1.3 dane}. */
    public String remote() {
        InetSocketAddress address = wire.remote();
        return name + " [" + address.getAddress().getHostAddress() + "]:" + address.getPort() + " " + security;
    }

    public int messages() {
        return messages;
    }

    void countMessage() {
        messages++;
    }

    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    /** A transaction was begun and not ended: it needs RSET. */
    void setDirty(boolean dirty) {
        isDirty = dirty;
    }

    /** Nothing may be said on it any more. */
    public void setBroken() {
        isBroken = true;
    }

    /** Whether another message may be sent on it: the server closed nothing, and has not had as many as it takes (RFC 9422 §4.1). */
    public boolean isReusable(int mostMessages) {
        return !isBroken
                && messages < mostMessages
                && messages < capabilities.limit("MAILMAX").orElse(Long.MAX_VALUE)
                && !wire.isStale();
    }

    /** Undoes a transaction that was left half done. */
    void clean(Duration time) throws IOException {
        if (isDirty) {
            Reply reply = wire.exchange("RSET", time);
            if (!reply.isGood()) {
                throw new RefusedException("RSET", reply);
            }
            isDirty = false;
        }
    }

    /** Says good-bye, if there is somebody to hear it, and closes. May wait for some seconds. */
    public void quit() {
        if (isBroken) {
            close();
            return;
        }
        isBroken = true;
        try {
            wire.exchange("QUIT", FAREWELL); // RFC 5321 §4.1.1.10
        } catch (IOException | IllegalStateException e) {
            wire.cut("no answer to QUIT");
        }
        close();
    }

    @Override
    public void close() {
        wire.close();
    }
}
