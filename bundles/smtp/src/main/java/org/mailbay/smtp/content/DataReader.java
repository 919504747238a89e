package org.mailbay.smtp.content;

import java.io.IOException;

/**
 * Takes the content of DATA off the wire: finds its end and removes dot-stuffing (RFC 5321 §4.5.2).
 *
 * <p>The end is CRLF . CRLF and nothing else. An LF without CR, or a CR that no line end follows, is reported, not interpreted:
 * reading it as a line end is what makes SMTP smuggling possible (RFC 5321 §2.3.8, §4.1.1.4).
 */
public final class DataReader {
    private static final byte[] CR = {'\r'};

    private At at = At.LINE_START;
    private boolean bareLineEnd;

    private enum At {
        LINE_START,
        TEXT,
        CR,
        DOT,
        DOT_CR,
        END
    }

    /** Is given the content. */
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Whether the end was seen. */
    public boolean isComplete() {
        return at == At.END;
    }

    /** Whether there was a CR without LF, or an LF without CR. */
    public boolean hasBareLineEnd() {
        return bareLineEnd;
    }

    /**
     * Reads on.
     *
     * @return how many of {@code length} bytes belong to the content or its end; what follows is the next command
     */
    public int read(byte[] bytes, int length, Sink sink) throws IOException {
        int run = 0; // start of what is not yet written
        int i = 0;
        while (i < length && at != At.END) {
            byte b = bytes[i++];
            switch (at) {
                case TEXT -> {
                    while (b != '\r' && b != '\n' && i < length) {
                        b = bytes[i++];
                    }
                    ordinary(b);
                }
                case LINE_START -> {
                    if (b == '.') {
                        sink.write(bytes, run, i - 1 - run);
                        run = i;
                        at = At.DOT;
                    } else {
                        ordinary(b);
                    }
                }
                case CR -> {
                    // Deviates: RFC 5321 §2.3.8 allows CR only before LF; CR CR LF is what programs send that convert
                    // line
                    // ends twice. The extra CR stays what it is, content: it ends nothing.
                    at = b == '\n' ? At.LINE_START : b == '\r' ? At.CR : At.TEXT;
                    bareLineEnd |= at == At.TEXT;
                }
                case DOT -> {
                    if (b == '\r') {
                        sink.write(bytes, run, i - 1 - run);
                        run = i;
                        at = At.DOT_CR;
                    } else {
                        ordinary(b);
                    }
                }
                case DOT_CR -> {
                    if (b == '\n') {
                        at = At.END;
                    } else {
                        sink.write(CR, 0, 1); // it was not of the end after all
                        run = i - 1;
                        at = b == '\r' ? At.CR : At.TEXT;
                        bareLineEnd |= at == At.TEXT;
                    }
                }
                case END -> throw new IllegalStateException();
            }
        }
        if (at != At.END) {
            sink.write(bytes, run, i - run);
        }
        return i;
    }

    private void ordinary(byte b) {
        bareLineEnd |= b == '\n';
        at = b == '\r' ? At.CR : At.TEXT;
    }
}
