package org.mailbay.jmap.core.websocket;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;

/** Puts a message together from its frames (RFC 8887 §4.3), which may come in pieces. Threads: any. */
final class Incoming {
    /** Bytes beyond the limit that are read and forgotten, so that the client may be told; more is an attack. */
    static final long MAX_FORGOTTEN = 16 << 20;

    private final long most;

    private final Allowances allowances;

    private final AccountId user;

    private @Nullable Buffer bytes;

    private Utf8 utf8 = new Utf8();

    private long length;

    private @Nullable String limit;

    private boolean dropped;

    /** Messages of {@code most} bytes. */
    Incoming(long most, Allowances allowances, AccountId user) {
        this.most = most;
        this.allowances = allowances;
        this.user = user;
    }

    /** What a piece leads to. */
    enum Outcome {
        MORE,
        WHOLE,
        /** The text is no UTF-8. */
        MALFORMED,
        /** It does not end. */
        ENDLESS
    }

    /** Adds a piece; {@code last} if it ends the message. */
    synchronized Outcome add(ByteBuffer piece, boolean last) {
        int count = piece.remaining();
        length += count;
        if (dropped) {
            return Outcome.MORE;
        }
        if (length > most + MAX_FORGOTTEN) {
            return Outcome.ENDLESS;
        }
        if (!utf8.accept(piece) || last && !utf8.isWhole()) {
            return Outcome.MALFORMED; // RFC 6455 §8.1
        }
        if (limit == null && length > most) {
            forget("maxSizeRequest");
        } else if (limit == null && !allowances.take(user, count)) {
            forget("maxConcurrentRequests");
        } else if (limit == null) {
            if (bytes == null) {
                bytes = new Buffer(last ? count : 4096);
            }
            bytes.add(piece);
        }
        return last ? Outcome.WHOLE : Outcome.MORE;
    }

    /** Forgets what came, and what is still to come. */
    synchronized void drop() {
        dropped = true;
        allowances.giveBack(user, bytes == null ? 0 : bytes.size());
        bytes = null;
    }

    /** Takes the whole message, and begins anew. */
    synchronized Taken take() {
        Taken taken =
                limit == null ? new Taken(bytes == null ? 0 : bytes.size(), bytes, null) : new Taken(0, null, limit);
        bytes = null;
        utf8 = new Utf8();
        length = 0;
        limit = null;
        return taken;
    }

    private void forget(String name) {
        limit = name;
        allowances.giveBack(user, bytes == null ? 0 : bytes.size());
        bytes = null;
    }

    /**
     * A message.
     *
     * @param size in bytes, to be given back to the user's allowance
     * @param limit which limit of the core capability it passes; null for none
     */
    record Taken(int size, @Nullable Buffer bytes, @Nullable String limit) {
        InputStream content() {
            return bytes == null ? InputStream.nullInputStream() : bytes.content();
        }
    }

    /** Bytes that are read where they are. */
    static final class Buffer extends ByteArrayOutputStream {
        Buffer(int size) {
            super(size);
        }

        void add(ByteBuffer piece) {
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            writeBytes(copy);
        }

        InputStream content() {
            return new ByteArrayInputStream(buf, 0, count);
        }
    }
}
