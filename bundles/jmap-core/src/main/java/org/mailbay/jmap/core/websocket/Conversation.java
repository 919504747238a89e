package org.mailbay.jmap.core.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.jmap.core.push.Listener;
import org.mailbay.store.AccountId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's WebSocket.
 *
 * <p>A message is read only when there is room for its answer, so a client that sends more than it takes is slowed down, not stored.
 * What was read whole is answered, also when the conversation is to end: a client that saw no answer before the close frame knows
 * that nothing was done.
 */
final class Conversation implements FrameHandler, Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final Shared shared;

    private final Client client;

    private final Rules rules;

    private final Semaphore slots;

    private final Incoming incoming;

    private final Pushes pushes;

    private final long begun = System.nanoTime();

    private @Nullable CoreSession session;

    private @Nullable Outgoing outgoing;

    private @Nullable CloseStatus ending;

    private long endingSince;

    private boolean over;

    private int inside;

    private long messages;

    private long messageSince;

    private long heard = begun;

    private long pinged = begun;

    Conversation(Shared shared, Client client) {
        this.shared = shared;
        this.client = client;
        this.pushes = new Pushes(shared, client.account(), this::write);
        this.rules = shared.rules();
        this.slots = new Semaphore(rules.maxRequests(), true);
        this.incoming = new Incoming(rules.maxMessage(), shared.allowances(), client.account());
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        Outgoing out = new Outgoing(opened, pushes::next, this::finish);
        CloseStatus already;
        synchronized (this) {
            session = opened;
            outgoing = out;
            heard = System.nanoTime();
            pinged = heard;
            already = ending;
        }
        callback.succeeded();
        LOG.debug("event=jmap.websocket outcome=open account={} trace={}", client.account(), client.trace());
        if (already != null) {
            out.close(already.getCode(), already.getReason());
        }
        opened.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        CoreSession from;
        Outgoing to;
        boolean deaf;
        synchronized (this) {
            heard = System.nanoTime();
            from = session;
            to = outgoing;
            deaf = ending != null;
        }
        if (from == null || to == null) {
            callback.failed(new IllegalStateException("not open"));
            return;
        }
        boolean more = true;
        switch (frame.getOpCode()) {
            case OpCode.PING -> to.pong(frame.getPayload());
            case OpCode.PONG, OpCode.CLOSE -> LOG.trace("event=jmap.websocket frame={}", frame.getOpCode());
            case OpCode.BINARY -> fail(CloseStatus.BAD_DATA, "text frames only"); // RFC 8887 §4.3.1
            default -> more = deaf || piece(frame.getPayload(), frame.isFin());
        }
        callback.succeeded();
        if (more && frame.getOpCode() != OpCode.CLOSE) {
            from.demand();
        }
    }

    /** Whether the next frame may come at once. */
    private boolean piece(ByteBuffer payload, boolean last) {
        switch (incoming.add(payload, last)) {
            case MORE -> {
                synchronized (this) {
                    messageSince = messageSince == 0 ? System.nanoTime() : messageSince;
                }
            }
            case MALFORMED -> fail(CloseStatus.BAD_PAYLOAD, "not UTF-8"); // RFC 6455 §8.1
            case ENDLESS -> fail(CloseStatus.MESSAGE_TOO_LARGE, "more than maxSizeRequest");
            case WHOLE -> {
                Incoming.Taken taken = incoming.take();
                long number;
                synchronized (this) {
                    messageSince = 0;
                    if (ending != null || over) {
                        shared.allowances().giveBack(client.account(), taken.size());
                        return true;
                    }
                    inside++;
                    number = ++messages;
                }
                shared.inFlight().enter();
                try {
                    shared.hub()
                            .writers()
                            .execute(new Exchange(shared, client, this, slots, taken, client.trace() + "." + number));
                } catch (RejectedExecutionException e) {
                    shared.allowances().giveBack(client.account(), taken.size());
                    leave();
                }
                return false;
            }
        }
        return true;
    }

    /**
     * Sends an answer.
     *
     * @param done is run when it is sent, or cannot be
     */
    void send(Text text, Runnable done) {
        Outgoing to;
        synchronized (this) {
            to = outgoing;
        }
        if (to == null) {
            done.run();
            return;
        }
        shared.figures().sentBytes.add(text.size());
        to.send(text, done);
    }

    /** A message that was read whole needs nothing any more. */
    void leave() {
        CloseStatus close;
        Outgoing to;
        synchronized (this) {
            inside--;
            close = inside == 0 ? ending : null;
            endingSince = close == null ? endingSince : System.nanoTime();
            to = outgoing;
        }
        shared.inFlight().leave();
        if (close != null && to != null) {
            to.close(close.getCode(), close.getReason());
        }
    }

    void enable(Message.PushEnable enable) {
        try {
            pushes.enable(enable, client.principal(), this);
        } catch (IOException e) {
            LOG.debug("event=jmap.push outcome=away reason=\"{}\"", e.getMessage());
            end(CloseStatus.SERVICE_RESTART, "try again"); // the client comes back with the same pushState
        }
    }

    void disable() {
        pushes.disable();
    }

    @Override
    public void changed(AccountId account, long version, long modSeq, Set<String> types) {
        pushes.changed(account, version, modSeq, types);
    }

    private void write() {
        Outgoing to;
        synchronized (this) {
            to = outgoing;
        }
        if (to != null) {
            to.iterate();
        }
    }

    @Override
    public void tick(long now) {
        CoreSession of;
        Outgoing to;
        CloseStatus end;
        long ended;
        boolean slow;
        boolean silent;
        boolean ping;
        synchronized (this) {
            of = session;
            to = outgoing;
            end = inside == 0 ? ending : null;
            ended = endingSince;
            slow = messageSince != 0 && now - messageSince > Rules.MESSAGE.toNanos();
            boolean asked = pinged - heard > 0;
            silent = asked && now - pinged > rules.ping().toNanos();
            ping = !asked && now - heard > rules.ping().toNanos();
            pinged = ping ? now : pinged;
        }
        if (of == null || to == null) {
            if (now - begun > Rules.STUCK.toNanos()) {
                finish(); // the handshake did not come to its end
            }
            return;
        }
        long since = to.since();
        if (silent || since != 0 && now - since > Rules.STUCK.toNanos()) {
            drop(of, silent ? "silent" : "stuck");
        } else if (end != null && now - Math.max(ended, since) > Rules.CLOSING.toNanos()) {
            drop(of, "unclosed");
        } else if (slow) {
            fail(CloseStatus.POLICY_VIOLATION, "the message does not end");
        } else if (now - begun > rules.life().toNanos()) {
            end(CloseStatus.SHUTDOWN, "log in anew");
        } else if (ping) {
            to.ping();
        }
    }

    private void drop(CoreSession of, String outcome) {
        LOG.debug("event=jmap.websocket outcome={} account={} trace={}", outcome, client.account(), client.trace());
        of.abort();
        finish();
    }

    @Override
    public void end() {
        end(CloseStatus.SERVICE_RESTART, "this part of the server is being replaced");
    }

    @Override
    public Credential credential() {
        return client.credential();
    }

    @Override
    public void revoked() {
        LOG.info("event=jmap.websocket outcome=revoked account={} trace={}", client.account(), client.trace());
        disable();
        end(CloseStatus.POLICY_VIOLATION, "log in anew");
    }

    /** Reads no more, answers what was read, and closes. */
    void end(int code, String why) {
        Outgoing to;
        synchronized (this) {
            if (ending != null || over) {
                return;
            }
            ending = new CloseStatus(code, why);
            endingSince = System.nanoTime();
            to = inside == 0 ? outgoing : null;
        }
        shared.inFlight().enter();
        if (to != null) {
            to.close(code, why);
        }
    }

    /** Closes without answering what was read: the client broke the rules. */
    void fail(int code, String why) {
        end(code, why);
        Outgoing to;
        synchronized (this) {
            to = outgoing;
        }
        if (to != null) {
            to.close(code, why);
        }
    }

    /** Lets the next frame come. */
    void demand() {
        CoreSession of;
        synchronized (this) {
            of = over ? null : session;
        }
        if (of != null) {
            of.demand();
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("event=jmap.websocket outcome=error reason=\"{}\" trace={}", cause.getMessage(), client.trace());
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        finish(status.getCode());
        callback.succeeded();
    }

    /** The connection is gone, or was never there. */
    void finish() {
        finish(CloseStatus.NO_CLOSE);
    }

    private void finish(int code) {
        Outgoing to;
        boolean counted;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            to = outgoing;
            counted = ending != null;
        }
        pushes.disable();
        shared.hub().remove(client.account(), this);
        incoming.drop();
        if (to != null) {
            to.forget();
            shared.figures().close(code);
            LOG.info(
                    "event=jmap.websocket outcome=closed account={} code={} messages={} seconds={} trace={}",
                    client.account(),
                    code,
                    messages(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                    client.trace());
        }
        if (counted) {
            shared.inFlight().leave();
        }
    }

    private synchronized long messages() {
        return messages;
    }
}
