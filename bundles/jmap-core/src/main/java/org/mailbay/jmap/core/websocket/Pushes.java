package org.mailbay.jmap.core.websocket;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.core.push.Listener;
import org.mailbay.jmap.core.push.Pending;
import org.mailbay.jmap.core.push.Seen;
import org.mailbay.store.AccountId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one client is told of without being asked (RFC 8887 §4.3.5). Threads: any. */
final class Pushes {
    private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);

    private final Shared shared;

    private final AccountId account;

    private final Runnable write;

    private final Pending pending;

    /** Null while the client wants none. */
    private @Nullable Predicate<String> wanted;

    /** While what was missed is looked up: all of it goes in one message, whose pushState says so. */
    private boolean held;

    private boolean scheduled;

    /** @param write has {@link #next} asked as soon as there is room */
    Pushes(Shared shared, AccountId account, Runnable write) {
        this.shared = shared;
        this.account = account;
        this.write = write;
        this.pending = new Pending(account);
    }

    /**
     * Begins, or changes what is wanted.
     *
     * @param listener hears of what was missed, and hands it back to {@link #changed}
     * @throws IOException when what was missed cannot be looked up now; nothing is pushed then
     */
    void enable(Message.PushEnable enable, Principal principal, Listener listener) throws IOException {
        Set<String> types = enable.types();
        String state = enable.pushState();
        synchronized (this) {
            wanted = types == null ? type -> true : types::contains;
            pending.retain(wanted);
            held = true;
            if (state != null) {
                pending.resume(Seen.parse(state));
            }
        }
        if (state != null) {
            shared.missed().tell(Seen.parse(state), principal, listener);
        }
        synchronized (this) {
            held = false;
        }
        write();
    }

    synchronized void disable() {
        wanted = null;
        pending.clear();
    }

    /** See {@link Listener#changed}. */
    void changed(AccountId of, long version, long modSeq, Set<String> types) {
        synchronized (this) {
            if (wanted == null || !pending.note(of, version, modSeq, types, wanted) || scheduled) {
                return;
            }
            scheduled = true;
        }
        try {
            shared.hub().writers().execute(this::write);
        } catch (RejectedExecutionException e) {
            LOG.debug("event=jmap.push outcome=closed account={}", account);
        }
    }

    private void write() {
        synchronized (this) {
            scheduled = false;
        }
        write.run();
    }

    /** A StateChange of everything that the client was not told (RFC 8887 §4.3.5.1); null when there is nothing. */
    synchronized @Nullable String next() {
        if (held || pending.isEmpty()) {
            return null;
        }
        shared.figures().pushed.increment();
        String state = pending.pushState();
        return "{\"@type\":\"StateChange\",\"changed\":" + pending.take() + ",\"pushState\":\"" + state + "\"}";
    }
}
