package org.mailbay.smtp.out.dialogue;

import java.io.IOException;

/** Doubles the dot at the beginning of a line (RFC 5321 §4.5.2), however the bytes are cut into pieces. */
final class DotStuffing {
    private static final int SIZE = 32 * 1024;

    /** Takes a piece of what is to be sent. */
    @FunctionalInterface
    interface Sink {
        void send(byte[] bytes, int offset, int length) throws IOException;
    }

    private final Sink sink;
    private final byte[] buffer = new byte[SIZE];
    private int length;
    private boolean atLineStart = true;

    DotStuffing(Sink sink) {
        this.sink = sink;
    }

    void write(byte[] bytes, int offset, int count) throws IOException {
        for (int i = offset; i < offset + count; i++) {
            byte b = bytes[i];
            if (atLineStart && b == '.') {
                put((byte) '.');
            }
            put(b);
            atLineStart = b == '\n';
        }
    }

    /** As it is, such as the final dot. */
    void raw(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            put(b);
        }
    }

    void flush() throws IOException {
        if (length > 0) {
            int sent = length;
            length = 0;
            sink.send(buffer, 0, sent);
        }
    }

    private void put(byte b) throws IOException {
        if (length == SIZE) {
            flush();
        }
        buffer[length++] = b;
    }
}
