package org.mailbay.net.spi;

/** What a session waits for. */
public sealed interface Want {
    /**
     * One line.
     *
     * @param maxLength in bytes, line end included
     */
    record Line(int maxLength) implements Want {
        public Line {
            if (maxLength < 2 || maxLength > 1 << 24) {
                throw new IllegalArgumentException("line of " + maxLength);
            }
        }
    }

    /** Bytes, as they come. */
    record Bytes() implements Want {}

    /** A TLS handshake, after what is queued has been sent. Bytes that came in already are an attack and end the connection. */
    record StartTls() implements Want {}

    /**
     * That both directions are compressed from now on (RFC 4978): what is queued still goes as it is, what the client sent after the bytes
     * that were taken is compressed already. Once on a connection; TLS cannot be started afterwards.
     */
    record Deflate() implements Want {}

    /** Nothing more: send what is queued, then close. */
    record Close() implements Want {}

    /** Bytes, as they come. */
    Want BYTES = new Bytes();

    /** A TLS handshake. */
    Want START_TLS = new StartTls();

    /** Compression. */
    Want DEFLATE = new Deflate();

    /** Nothing more. */
    Want CLOSE = new Close();
}
