package org.mailbay.net.connection;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Want;

/** Cuts what arrived into what the session wants. Outlives the session: what one leaves, the next gets. Belongs to the turn. */
final class Cutter {
    /** What to tell the session. */
    @FunctionalInterface
    interface Call {
        Want on(Session session);
    }

    private final Input input = new Input();
    private boolean discarding;
    private long discarded;
    private int refused;

    /** Takes everything {@code arrived} has. */
    void append(Input arrived) {
        input.append(arrived);
    }

    boolean isEmpty() {
        return input.isEmpty();
    }

    /** Whether a line goes on and on. */
    boolean isEndless() {
        return discarded > Limits.OVERLONG;
    }

    /** Tells the session so, in order that its protocol's words are the last ones. */
    static Want endless(Session session) {
        session.lineTooLong();
        return Want.CLOSE;
    }

    /** Whether the session wants bytes, but none of the many that are there. */
    boolean isRefused() {
        return refused > Limits.INPUT;
    }

    /** The next line, or that it was too long; null while it is incomplete. */
    @Nullable
    Call line(int maxLength) {
        if (!discarding) {
            int length = input.line(maxLength);
            if (length == Input.INCOMPLETE) {
                return null;
            }
            if (length != Input.TOO_LONG) {
                byte[] line = input.take(length);
                return session -> session.line(line);
            }
            discarding = true;
            discarded = 0;
        }
        int length = input.line(Integer.MAX_VALUE);
        if (length == Input.INCOMPLETE) {
            discarded += input.size();
            input.clear();
            return null;
        }
        input.skip(length);
        discarding = false;
        return Session::lineTooLong;
    }

    /** The bytes that are there; null if there are none, or none since the session took nothing of them. */
    @Nullable
    Call bytes() {
        int size = input.size();
        if (size == 0 || size == refused) {
            return null;
        }
        return session -> {
            ByteBuffer view = input.view();
            Want next = session.bytes(view);
            refused = view.position() == 0 && next instanceof Want.Bytes ? size : 0;
            input.skip(view.position());
            return next;
        };
    }

    /** Another session comes. */
    void sessionChanged() {
        refused = 0;
    }

    void clear() {
        input.clear();
    }
}
