package org.mailbay.net.connection;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
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
    private @Nullable Inflation inflation;
    private boolean discarding;
    private long discarded;
    private int refused;

    /** From now on, and what is left here included, everything that arrives is compressed. */
    void inflate() {
        Inflation begun = new Inflation();
        begun.compressed().append(input);
        inflation = begun;
    }

    /** Takes everything {@code arrived} has; {@link #more} makes it ready. */
    void append(Input arrived) {
        (inflation == null ? input : inflation.compressed()).append(arrived);
    }

    /**
     * Expands a piece of what was appended. False: none is left, or nothing is compressed.
     *
     * @throws DataFormatException when the client does not compress as RFC 1951 says
     */
    boolean more() throws DataFormatException {
        return inflation != null && inflation.next(input);
    }

    boolean isCompressed() {
        return inflation != null;
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

    /** Nothing is taken any more. */
    void clear() {
        input.clear();
        if (inflation != null) {
            inflation.close();
        }
    }
}
