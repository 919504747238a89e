package jmap;

import java.io.IOException;
import load.Cpu;

/** A server that is measured. Users u1, u2 … of bench.test exist. */
interface Peer extends AutoCloseable {
    String name();

    int httpPort();

    String password();

    Cpu cpu();

    /** Puts messages {@code from} (inclusive) to {@code to} into the user's inbox, durably. */
    void fill(String user, Letters letters, int from, int to) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
