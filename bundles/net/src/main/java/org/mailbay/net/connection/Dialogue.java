package org.mailbay.net.connection;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.handover.Movable;
import org.mailbay.net.handover.Post;
import org.mailbay.net.handover.Revision;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Protocol.Unavailable;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Session.Closed;
import org.mailbay.net.spi.Want;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls to a session, in order, one at a time; and the session's way from one revision of its protocol to the next.
 *
 * <p>{@link #wake} starts a turn on a virtual thread unless one runs; a turn ends when there is nothing to do. Fields under "turn"
 * belong to the thread of the turn, those under "shared" to the monitor.
 */
final class Dialogue implements Movable {
    private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);
    private static final byte[] NO_WORDS = {};

    private final Wire wire;
    private final Post post;
    private final Output output;
    private final Lifecycle lifecycle;
    private final Tasks tasks = new Tasks();
    private final ThreadFactory turns;
    // Shared.
    private final Input arrived = new Input();
    private @Nullable Thread worker;
    private @Nullable Revision revision;
    private @Nullable Revision expired;
    private boolean again;
    private boolean ended;
    private boolean readingPaused;
    private boolean inputEnded;
    private boolean secured;
    /** From asking for TLS until the handshake is done: what arrives meanwhile is nobody's. */
    private boolean tlsAsked;

    private boolean idle;
    private volatile boolean parkedTooLong;
    private volatile @Nullable Closed gone;
    private volatile boolean stopping;
    private volatile boolean stopNow;
    private volatile boolean parked;
    private volatile long waitingSince;

    // Turn.
    private final Cutter cutter = new Cutter();
    private @Nullable Session session;
    private @Nullable SessionConnection connection;
    private @Nullable Frozen frozen;
    private Want want = Want.CLOSE;
    private boolean called;

    Dialogue(Wire wire, Post post, Output output, ThreadFactory turns) {
        this.wire = wire;
        this.post = post;
        this.output = output;
        this.lifecycle = new Lifecycle(wire.id(), post.name());
        this.turns = turns;
    }

    /** The connection is ready for its session. */
    void begin() {
        waitingSince = System.nanoTime();
        post.add(this);
        wake();
    }

    /** Event loop: bytes came. The turn begins with {@link #wake}. */
    void received(ByteBuf bytes) {
        synchronized (this) {
            if (ended) {
                return;
            }
            arrived.append(bytes);
            if (arrived.size() > Limits.INPUT && !readingPaused) {
                readingPaused = true;
                wire.reading(false);
            }
        }
    }

    /** Event loop: the client will send nothing more, but may still read. */
    void inputEnded() {
        synchronized (this) {
            inputEnded = true;
        }
        wake();
    }

    /** Event loop: the handshake is done. */
    void secured() {
        synchronized (this) {
            secured = true;
        }
        wake();
    }

    /** Event loop: the socket is closed. */
    void gone(Closed why) {
        if (gone == null) {
            gone = why;
        }
        wake();
    }

    /** The listener stops: end at the next boundary, in the protocol's words. */
    void stop() {
        stopping = true;
        wake();
    }

    /** The listener's drain time is over. */
    void stopNow() {
        stopping = true;
        stopNow = true;
        interrupt();
        wake();
    }

    private synchronized void interrupt() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    @Override
    public void revisionChanged() {
        wake();
    }

    @Override
    public void expire(Revision leaving) {
        synchronized (this) {
            if (revision != leaving) {
                return;
            }
            expired = leaving;
            interrupt();
        }
        wake();
    }

    /** Once a second: whether somebody has waited too long. */
    void sweep(long now) {
        Limits limits = wire.door().limits();
        long waited = now - waitingSince;
        synchronized (this) {
            if (worker != null || ended) {
                return;
            }
            if (parked) {
                parkedTooLong = waited > limits.park().toNanos();
            } else {
                idle = waited > limits.idle().toNanos();
            }
            if (!parkedTooLong && !idle) {
                return;
            }
        }
        wake();
    }

    void execute(SessionConnection owner, Runnable code) {
        tasks.add(owner, code);
        wake();
    }

    void close(SessionConnection owner) {
        execute(owner, () -> want = Want.CLOSE);
    }

    /** Event loop: whether the client sent something that no session has taken. */
    synchronized boolean hasArrived() {
        return !arrived.isEmpty();
    }

    void wake() {
        Thread turn;
        synchronized (this) {
            if (worker != null || ended) {
                again = true;
                return;
            }
            turn = turns.newThread(this::turn);
            worker = turn;
        }
        turn.start();
    }

    private void turn() {
        do {
            work();
        } while (!rest());
    }

    private void work() {
        relocate();
        tasks.run(() -> connection, this::fail);
        while (session != null) {
            if (step()) {
                relocate();
                tasks.run(() -> connection, this::fail);
            } else if (!pull()) {
                break;
            }
        }
        if (session != null) {
            boolean finished;
            boolean tooIdle;
            synchronized (this) {
                finished = inputEnded && arrived.isEmpty();
                tooIdle = idle && arrived.isEmpty();
            }
            if (finished) {
                end(Closed.PEER, NO_WORDS);
            } else if (tooIdle) {
                LOG.debug("event=connection-idle connection={} peer={}", wire.id(), wire.peer());
                end(Closed.TIMEOUT, post.words(Unavailable.IDLE_TIMEOUT));
            }
        }
        output.flush();
    }

    /** Ends the turn, unless something has come meanwhile. */
    private boolean rest() {
        synchronized (this) {
            idle = false;
            boolean input = !arrived.isEmpty() && session != null && !tlsAsked;
            if ((again || input) && !ended) {
                again = false;
                return false;
            }
            worker = null;
            if (called) {
                called = false;
                waitingSince = System.nanoTime();
            }
            return true;
        }
    }

    private Want compress(Session callee) {
        output.compress();
        cutter.inflate();
        return callee.compressed();
    }

    /** Brings input to the cutter: a piece of what is compressed, or what has arrived. */
    private boolean pull() {
        try {
            return cutter.more() || (fetch() && (!cutter.isCompressed() || cutter.more()));
        } catch (DataFormatException e) {
            wire.garbled(e);
            return false;
        }
    }

    private boolean fetch() {
        synchronized (this) {
            if (arrived.isEmpty() || tlsAsked) {
                return false;
            }
            idle = false;
            cutter.append(arrived);
            if (readingPaused) {
                readingPaused = false;
                wire.reading(true);
            }
            return true;
        }
    }

    /** One call to the session, if what it wants is there. */
    private boolean step() {
        return switch (want) {
            case Want.Line line -> feed(cutter.line(line.maxLength()));
            case Want.Bytes _ -> feed(cutter.bytes());
            case Want.StartTls _ -> startTls();
            case Want.Deflate _ -> call(this::compress);
            case Want.Close _ -> {
                end(Closed.DONE, NO_WORDS);
                yield false;
            }
        };
    }

    private boolean feed(Cutter.@Nullable Call next) {
        if (next != null) {
            return call(next);
        }
        if (cutter.isEndless()) {
            LOG.warn("event=line-endless connection={} peer={}", wire.id(), wire.peer());
            return call(Cutter::endless);
        } else if (cutter.isRefused()) {
            fail(new IllegalStateException("a session that wants bytes and takes none"));
        }
        return false;
    }

    private boolean startTls() {
        boolean done;
        boolean clean;
        synchronized (this) {
            done = secured;
            if (done) {
                secured = false;
                tlsAsked = false;
            } else if (tlsAsked) {
                return false;
            }
            // RFC 3207 §4.2: nothing obtained before the handshake may count.
            clean = cutter.isEmpty() && arrived.isEmpty();
            tlsAsked = !done && clean;
        }
        if (done) {
            return call(Session::secured);
        }
        if (clean) {
            wire.startTls();
            return false;
        }
        wire.injected();
        end(Closed.SERVER, NO_WORDS);
        return false;
    }

    private boolean call(Cutter.Call call) {
        Session callee = session;
        if (callee == null) {
            return false;
        }
        called = true;
        try {
            want = Objects.requireNonNull(call.on(callee), "a session that wants null");
            return true;
        } catch (Throwable e) {
            // Throwable: a session from a bundle in trouble may throw NoClassDefFoundError; only its own connection may
            // feel it.
            fail(e);
            return false;
        }
    }

    private void fail(Throwable e) {
        if (wasTold()) {
            LOG.debug("event=session-interrupted connection={}", wire.id(), e);
        } else {
            lifecycle.failed(revision, e);
        }
        end(Closed.SERVER, post.words(Unavailable.SHUTTING_DOWN));
    }

    private synchronized boolean wasTold() {
        return stopNow || (expired != null && expired == revision);
    }

    /** Brings the session to the revision that serves now, if it is at a boundary; begins one; or ends what cannot go on. */
    private void relocate() {
        Closed lost = gone;
        if (session == null && ended) {
            return;
        }
        if (lost != null) {
            end(lost, NO_WORDS);
        } else if (wasTold()) {
            end(Closed.SERVER, post.words(Unavailable.SHUTTING_DOWN));
        } else if (session == null || vacate()) {
            if (stopping || (parkedTooLong && post.current(this) == null)) {
                end(Closed.SERVER, post.words(Unavailable.SHUTTING_DOWN));
            } else {
                settle();
            }
        }
    }

    /** Freezes the session if it has to go and can. False: it stays, or the connection has ended. */
    private boolean vacate() {
        if ((revision == post.current(this) && !stopping) || cannotFreeze()) {
            return false;
        }
        tasks.run(() -> connection, this::fail);
        Session old = session;
        if (old == null || cannotFreeze()) {
            return false;
        }
        try {
            frozen = old.freeze().orElse(null);
        } catch (Throwable e) {
            fail(e);
            return false;
        }
        if (frozen == null) {
            return false;
        }
        depart(stopping ? Closed.SERVER : Closed.FROZEN);
        return true;
    }

    private boolean cannotFreeze() {
        return want instanceof Want.StartTls || want instanceof Want.Deflate || want instanceof Want.Close;
    }

    /** Opens or resumes a session on the serving revision; waits if there is none. */
    private void settle() {
        Revision next = post.current(this);
        Protocol protocol = next == null ? null : next.enter();
        if (protocol == null) {
            // If the revision went this very moment, revisionChanged is on its way and this is tried again.
            if (!parked && !post.park(wire.door().limits().parkMax())) {
                end(Closed.SERVER, post.words(Unavailable.BUSY));
            } else if (!parked) {
                parked = true;
                waitingSince = System.nanoTime();
                wire.reading(false);
            }
            return;
        }
        unpark();
        synchronized (this) {
            revision = next;
        }
        SessionConnection handle = new SessionConnection(wire, this);
        connection = handle;
        Frozen state = frozen;
        frozen = null;
        session = lifecycle.begin(next, protocol, handle, state);
        if (session != null) {
            call(state == null ? Session::opened : Session::wants);
        } else {
            end(Closed.SERVER, post.words(Unavailable.SHUTTING_DOWN));
        }
    }

    private void unpark() {
        if (parked) {
            parked = false;
            parkedTooLong = false;
            post.unpark();
            synchronized (this) {
                wire.reading(!readingPaused);
            }
        }
    }

    /** Parts with the session and its revision: nothing of it is held afterwards. */
    private void depart(Closed why) {
        Session leaving = session;
        session = null;
        if (leaving != null) {
            lifecycle.close(leaving, why);
        }
        if (connection != null) {
            connection.over();
            connection = null;
        }
        want = Want.CLOSE;
        cutter.sessionChanged();
        tasks.clear();
        Revision left;
        synchronized (this) {
            left = revision;
            revision = null;
            expired = null;
            // What the end of a drain time meant for the old revision is not meant for the new one.
            Thread.interrupted();
        }
        if (left != null) {
            left.leave();
        }
    }

    private void end(Closed why, byte[] words) {
        depart(why);
        unpark();
        synchronized (this) {
            ended = true;
            arrived.clear();
        }
        cutter.clear();
        frozen = null;
        post.remove(this);
        output.writeLast(words);
        if (gone == null) {
            output.afterwards(wire::finish);
        }
        wire.ended(why);
    }
}
