package org.mailbay.pop3;

import java.nio.charset.StandardCharsets;
import org.mailbay.net.Connection;

/** A multi-line reply that is made line by line and sent in chunks. */
final class Listing {
    private static final int CHUNK = 16 * 1024;

    private final Connection connection;
    private final StringBuilder text = new StringBuilder(256);

    Listing(Connection connection, Reply first) {
        this.connection = connection;
        connection.write(first.toBytes());
    }

    /** @param line printable ASCII that does not begin with a dot */
    Listing line(String line) {
        text.append(line).append("\r\n");
        if (text.length() > CHUNK) {
            send();
        }
        return this;
    }

    void end() {
        text.append(".\r\n");
        send();
    }

    private void send() {
        connection.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        text.setLength(0);
    }
}
