package org.mailbay.jmap.core.dispatch;

/** What may still be written in answer to one request. One thread. */
final class Budget {
    private long left;

    /** A full one, in bytes. */
    Budget(long bytes) {
        left = bytes;
    }

    void take(long bytes) {
        if (bytes > left) {
            throw new Spent();
        }
        left -= bytes;
    }

    void giveBack(long bytes) {
        left += bytes;
    }

    /** The answer would be too large. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spent() {
            super("response too large", null, false, false);
        }
    }
}
