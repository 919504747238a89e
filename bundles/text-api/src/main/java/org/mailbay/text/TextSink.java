package org.mailbay.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.TextException.Why;

/**
 * Takes the words of a document down until a bound is reached; then every call throws a {@link TextException}.
 *
 * <p>Any thread: the one that waits for the text may stop the one that writes it.
 */
public final class TextSink {
    private static final int CHECK_EVERY = 64 << 10;

    private final TextLimits limits;
    private final long end;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private @Nullable TextException stopped;
    private @Nullable IOException sourceFailure;

    /** The time runs from now on. */
    public TextSink(TextLimits limits) {
        this.limits = limits;
        this.end = System.nanoTime() + limits.time().toNanos();
    }

    /** Adds text; as much as there is room for, when there is not enough. */
    public void append(CharSequence words) throws TextException {
        append(words, 0, words.length());
    }

    /** Adds the characters from {@code from} up to {@code to}. */
    public synchronized void append(CharSequence words, int from, int to) throws TextException {
        check();
        int room = limits.characters() - text.length();
        if (to - from <= room) {
            text.append(words, from, to);
            return;
        }
        boolean torn = room > 0 && Character.isHighSurrogate(words.charAt(from + room - 1));
        text.append(words, from, from + room - (torn ? 1 : 0));
        throw stop(Why.FULL, "more than " + limits.characters() + " characters");
    }

    /** Parts words: a line end, unless there is already a blank. */
    public synchronized void part() throws TextException {
        if (!text.isEmpty() && text.charAt(text.length() - 1) > ' ') {
            append("\n");
        }
    }

    /** Throws when the time is up, the thread interrupted or any other bound reached; call it in loops that read and write nothing. */
    public synchronized void check() throws TextException {
        if (stopped != null) {
            throw stopped;
        }
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
            throw stop(Why.LATE, "longer than " + limits.time().toMillis() + " ms");
        }
    }

    /**
     * Bounds a stream: the document, and again each stream that unpacks a part of it.
     *
     * <p>The bytes of all guarded streams are counted together. The stream has no marks, and closing it does not close {@code in}.
     */
    public InputStream guard(InputStream in) {
        return new Guard(in);
    }

    /** Ends it from outside, or by the extractor's own finding; the first reason stays. Returns that reason, to be thrown. */
    public synchronized TextException stop(Why why, String message) {
        if (stopped == null) {
            stopped = new TextException(why, message);
        }
        return stopped;
    }

    /** The time that is left; zero or less when it is up. */
    public Duration remaining() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    /** What was found until now. */
    public synchronized String text() {
        return text.toString();
    }

    /** Why it takes no more, or null. */
    public synchronized @Nullable TextException stopped() {
        return stopped;
    }

    /** The document's own bytes: a failure to read them is not the document's fault. */
    InputStream source(InputStream in) {
        return new Source(in);
    }

    synchronized @Nullable IOException sourceFailure() {
        return sourceFailure;
    }

    private synchronized void count(long more) throws TextException {
        check();
        bytes += more;
        if (bytes > limits.bytes()) {
            throw stop(Why.LARGE, "more than " + limits.bytes() + " bytes");
        }
    }

    private synchronized IOException failed(IOException e) {
        sourceFailure = e;
        return e;
    }

    private final class Guard extends FilterInputStream {
        Guard(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            count(1);
            return super.read();
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            check();
            int n = super.read(into, at, Math.min(length, CHECK_EVERY));
            count(Math.max(n, 0));
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            check();
            long skipped = super.skip(Math.min(n, CHECK_EVERY));
            count(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public synchronized void mark(int limit) {}

        @Override
        public synchronized void reset() throws IOException {
            throw new IOException("no marks");
        }

        @Override
        public void close() {}
    }

    private final class Source extends InputStream {
        private final InputStream in;

        Source(InputStream in) {
            this.in = Objects.requireNonNull(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            try {
                return in.read(into, at, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
