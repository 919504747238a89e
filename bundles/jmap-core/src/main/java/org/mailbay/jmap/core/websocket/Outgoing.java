package org.mailbay.jmap.core.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Sends one frame after the other, each when the one before has left: what a slow reader costs is what waits here, and whoever puts
 * it here bounds it. Threads: any.
 */
final class Outgoing extends IteratingCallback {
    private final CoreSession session;

    /** Makes a push message of all that is to be told; null when there is nothing. */
    private final Supplier<@Nullable String> pushes;

    private final Runnable lost;

    private final Deque<Answer> answers = new ArrayDeque<>();

    private @Nullable Answer current;

    private boolean begun;

    private @Nullable ByteBuffer pong;

    private boolean ping;

    private @Nullable CloseStatus closing;

    private boolean closed;

    /** By {@link System#nanoTime}; 0 while nothing is under way. */
    private long since;

    /** @param lost called when nothing more can be sent */
    Outgoing(CoreSession session, Supplier<@Nullable String> pushes, Runnable lost) {
        this.session = session;
        this.pushes = pushes;
        this.lost = lost;
    }

    /** Sends {@code text} after what waits already; {@code done} is called once, when it was sent or never will be. */
    void send(Text text, Runnable done) {
        boolean late;
        synchronized (this) {
            late = closed || closing != null;
            if (!late) {
                answers.add(new Answer(text, done));
            }
        }
        if (late) {
            done.run();
        } else {
            iterate();
        }
    }

    /** Answers a ping; of several the last (RFC 6455 §5.5.3). */
    void pong(ByteBuffer payload) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        synchronized (this) {
            pong = copy;
        }
        iterate();
    }

    /** Asks the client whether it is there. */
    void ping() {
        synchronized (this) {
            ping = true;
        }
        iterate();
    }

    /** Closes after what waits here. */
    void close(int code, String why) {
        synchronized (this) {
            if (closing == null) {
                closing = new CloseStatus(code, why);
            }
        }
        iterate();
    }

    /** Since when one frame has been under way, by {@link System#nanoTime}; 0 when none is. */
    synchronized long since() {
        return since;
    }

    /** Forgets what waits here: nobody will read it. */
    void forget() {
        List<Answer> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(answers);
            answers.clear();
            if (current != null) {
                left.add(current);
                current = null;
            }
        }
        left.forEach(answer -> answer.done().run());
    }

    @Override
    protected Action process() {
        Answer sent = null;
        Frame next = null;
        CloseStatus end = null;
        synchronized (this) {
            if (current != null && current.text().isOver()) {
                sent = current;
                current = null;
            }
            since = 0;
            if (!closed) {
                next = next();
                if (next == null && closing != null) {
                    end = closing;
                    closed = true;
                }
            }
            since = next == null && end == null ? 0 : System.nanoTime();
        }
        if (sent != null) {
            sent.done().run();
        }
        if (next != null) {
            session.sendFrame(next, this, false);
            return Action.SCHEDULED;
        }
        if (end != null) {
            session.close(end, this);
            return Action.SCHEDULED;
        }
        return Action.IDLE;
    }

    /** Control frames may come between the pieces of a message (RFC 6455 §5.4). */
    private @Nullable Frame next() {
        if (pong != null) {
            Frame frame = new Frame(OpCode.PONG, pong);
            pong = null;
            return frame;
        }
        if (ping) {
            ping = false;
            return new Frame(OpCode.PING);
        }
        if (current == null) {
            current = answers.poll();
            begun = false;
        }
        if (current == null && closing == null) {
            String push = pushes.get();
            if (push != null) {
                return new Frame(OpCode.TEXT, true, ByteBuffer.wrap(push.getBytes(StandardCharsets.UTF_8)));
            }
        }
        ByteBuffer piece = current == null ? null : current.text().next();
        if (current == null || piece == null) {
            return null;
        }
        Frame frame = new Frame(
                begun ? OpCode.CONTINUATION : OpCode.TEXT, current.text().isOver(), piece);
        begun = true;
        return frame;
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        lost.run();
    }

    /** A message that somebody waits to see sent. */
    private record Answer(Text text, Runnable done) {}
}
