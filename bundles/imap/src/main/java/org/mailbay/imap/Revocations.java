package org.mailbay.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.mailbay.directory.Directory;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends sessions whose user would not be let in any more: the password was set anew, the token revoked, the user removed. */
final class Revocations {
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration AWAY = Duration.ofSeconds(5);

    private final Swappable<Directory> directories;
    private final Set<ImapSession> sessions;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean renewed = true;

    /** As of which everybody who is here is welcome; for the one thread. */
    private long seen;

    Revocations(Swappable<Directory> directories, Set<ImapSession> sessions) {
        this.directories = directories;
        this.sessions = sessions;
        thread = Thread.ofVirtual().name("imap-revocations").start(this::run);
    }

    /** There is a session that was not looked at. */
    void renewed() {
        renewed = true;
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(AWAY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            LockSupport.parkNanos(PAUSE.toNanos());
            try {
                if (!stopped && !sessions.isEmpty() && directories.isPresent()) {
                    look();
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("event=imap-revocations outcome=failed", e);
            }
        }
    }

    private void look() throws IOException {
        try (Lease<Directory> directory = directories.acquire(AWAY)) {
            long revision = directory.service().revision();
            if (!renewed && revision == seen) {
                return;
            }
            renewed = false;
            for (ImapSession session : sessions) {
                if (!session.client().isStillWelcome(directory.service())) {
                    session.expel();
                }
            }
            seen = revision;
        }
    }
}
