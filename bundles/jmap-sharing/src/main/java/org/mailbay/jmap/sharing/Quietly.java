package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** For methods that cannot say IOException: their callers take an UncheckedIOException for its cause. */
final class Quietly {
    private Quietly() {}

    static <T> T get(Reading<T> reading) {
        try {
            return reading.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads something. */
    @FunctionalInterface
    interface Reading<T> {
        T run() throws IOException;
    }
}
