package org.mailbay.itests.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that cannot take any port by themselves. */
public final class Ports {
    private static final int FIRST = 20_000;

    /** Above are the ports that the system gives to outgoing connections, of which a busy machine has many. */
    private static final int LAST = 32_000;

    private Ports() {}

    /** A port that nobody listens at, and that no connection gets by chance before a server does. */
    public static int free() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (ServerSocket socket =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(FIRST, LAST))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                continue; // taken
            }
        }
        throw new IOException("no free port");
    }
}
