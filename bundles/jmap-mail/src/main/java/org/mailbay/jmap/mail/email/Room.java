package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.io.OutputStream;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.store.AccountId;

/** How much one Email/set may write for the emails that it composes, before any of them is added. One thread. */
final class Room {
    private final View view;
    private final Composed composed;

    /** Bytes of emails composed that the quota does not count yet. */
    private long waiting;

    Room(View view, Composed composed) {
        this.view = view;
        this.composed = composed;
    }

    /** Refuses a message of at least {@code bytes} that would not fit: before anything is written. */
    void check(long bytes) throws SetError {
        long left = quotaLeft();
        if (left <= 0 || bytes > left) {
            throw SetError.of(SetError.OVER_QUOTA, null);
        }
        if (bytes > composed.left(user())) {
            throw SetError.of(SetError.RATE_LIMIT, "too many bytes were composed in the last minute");
        }
    }

    /** Counts what is written to {@code out}; more than the quota leaves is not written. */
    Counted counted(OutputStream out) {
        return new Counted(out, quotaLeft());
    }

    private long quotaLeft() {
        long limit = view.account().quotaLimit();
        return limit <= 0 ? Long.MAX_VALUE : limit - view.account().snapshot().quotaUsed() - waiting;
    }

    private AccountId user() {
        return view.principal().account();
    }

    /** The quota leaves less than the message takes. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;

        FullException() {
            super("over quota");
        }
    }

    /** A message while it is written. */
    final class Counted extends OutputStream {
        private final OutputStream out;
        private final long most;
        private long written;

        private Counted(OutputStream out, long most) {
            this.out = out;
            this.most = most;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > most - written) {
                throw new FullException();
            }
            out.write(bytes, offset, length);
            written += length;
        }

        /** Says that no more comes, and whether it became an email. */
        void ended(boolean sealed) {
            composed.took(user(), written);
            waiting += sealed ? written : 0;
        }
    }
}
