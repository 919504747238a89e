package org.mailbay.jmap.core.push;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.directory.LogIn;
import org.mailbay.store.AccountId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event source (RFC 8620 §7.3).
 *
 * <p>What is not yet written is kept as one state for each type, so a slow client costs no more memory than a fast one; one that takes
 * nothing for a while is dropped. Events end with the blank line of their last byte written, so the stream is cut only between two.
 */
public final class Subscriber implements Listener, WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    private static final byte[] HELLO = ascii("retry: 1000\n\n");

    private static final long STUCK = TimeUnit.SECONDS.toNanos(30);

    private final Hub hub;

    private final AccountId account;

    private final Credential credential;

    private final Predicate<String> types;

    private final boolean closeAfterState;

    private final long pingSeconds;

    private final long endsAt;

    private final AsyncContext async;

    private final ServletOutputStream out;

    private final Pending pending;

    private boolean started;

    private boolean hello = true;

    private boolean ping;

    private boolean flush;

    private boolean ending;

    private boolean revoked;

    private boolean over;

    private boolean scheduled;

    private long lastWrite = System.nanoTime();

    private long waitingSince;

    /**
     * A subscriber that writes nothing yet; add it to the hub, then {@link #start} it.
     *
     * @param types which types' changes are wanted
     * @param closeAfterState whether the stream ends after the first change
     * @param pingSeconds how long silence may last; 0 for ever
     * @param lifeSeconds when to make the client connect, and log in, anew
     */
    public Subscriber(
            Hub hub,
            LogIn logIn,
            Predicate<String> types,
            boolean closeAfterState,
            long pingSeconds,
            long lifeSeconds,
            AsyncContext async)
            throws IOException {
        this.hub = hub;
        this.account = logIn.principal().account();
        this.credential = logIn.credential();
        this.pending = new Pending(account);
        this.types = types;
        this.closeAfterState = closeAfterState;
        this.pingSeconds = pingSeconds;
        this.endsAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(lifeSeconds);
        this.async = async;
        this.out = async.getResponse().getOutputStream();
    }

    /** Takes over what the client knows from before. */
    public synchronized void resume(Seen seen) {
        pending.resume(seen);
    }

    /** Begins the stream. */
    public void start() {
        async.addListener(this);
        out.setWriteListener(this);
    }

    @Override
    public void changed(AccountId of, long version, long atModSeq, Set<String> changed) {
        synchronized (this) {
            if (revoked || !pending.note(of, version, atModSeq, changed, types)) {
                return;
            }
        }
        schedule();
    }

    @Override
    public void tick(long now) {
        boolean stuck;
        synchronized (this) {
            stuck = waitingSince != 0 && now - waitingSince > STUCK;
            if (pingSeconds > 0 && now - lastWrite >= TimeUnit.SECONDS.toNanos(pingSeconds)) {
                ping = true;
            } else if (now - endsAt < 0 && !stuck) {
                return;
            }
            ending |= now - endsAt >= 0;
        }
        if (stuck) {
            LOG.debug("event=jmap.push outcome=stuck account={}", account);
            finish();
        } else {
            schedule();
        }
    }

    @Override
    public void end() {
        synchronized (this) {
            ending = true;
        }
        schedule();
    }

    @Override
    public Credential credential() {
        return credential;
    }

    @Override
    public void revoked() {
        LOG.info("event=jmap.push outcome=revoked account={}", account);
        synchronized (this) {
            revoked = true;
            pending.clear();
        }
        end();
    }

    private void schedule() {
        synchronized (this) {
            if (scheduled || over) {
                return;
            }
            scheduled = true;
        }
        try {
            hub.writers().execute(this::write);
        } catch (RejectedExecutionException e) {
            finish();
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            started = true;
        }
        write();
    }

    /** Writes as much as goes without waiting. The container's calls and our own exclude each other by the monitor. */
    private void write() {
        boolean done;
        synchronized (this) {
            scheduled = false;
            if (over || !started) {
                return; // before the container is ready, writing would block
            }
            try {
                done = pump();
            } catch (IOException | IllegalStateException e) {
                LOG.debug("event=jmap.push outcome=gone account={}", account);
                done = true;
            }
        }
        if (done) {
            finish();
        }
    }

    /** Whether the stream is to end. */
    private boolean pump() throws IOException {
        while (out.isReady()) {
            waitingSince = 0;
            byte[] next = next();
            if (next != null) {
                out.write(next);
                flush = true;
            } else if (flush) {
                flush = false;
                out.flush();
                lastWrite = System.nanoTime();
            } else {
                return ending;
            }
        }
        if (waitingSince == 0) {
            waitingSince = System.nanoTime();
        }
        return false;
    }

    private byte @Nullable [] next() {
        if (hello) {
            hello = false;
            return HELLO;
        }
        if (!pending.isEmpty()) {
            byte[] event = state();
            ping = false;
            ending |= closeAfterState;
            return event;
        }
        if (ping) {
            ping = false;
            return ascii("event: ping\ndata: {\"interval\":" + pingSeconds + "}\n\n");
        }
        return null;
    }

    // RFC 8620 §7.1, §7.3
    private byte[] state() {
        return ascii("event: state\nid: " + pending.pushState() + "\ndata: {\"@type\":\"StateChange\",\"changed\":"
                + pending.take() + "}\n\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void finish() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        hub.remove(account, this);
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("event=jmap.push outcome=completed account={}", account);
        }
    }

    @Override
    public void onError(Throwable t) {
        finish();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        synchronized (this) {
            over = true;
        }
        hub.remove(account, this);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        finish();
    }

    @Override
    public void onError(AsyncEvent event) {
        finish();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The container starts no second cycle
    }
}
