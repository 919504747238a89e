package org.mailbay.sasl;

import java.time.Duration;

/**
 * What is said at the {@link Door}.
 *
 * @param <W> who is let in
 */
public sealed interface Answer<W> {
    /** Somebody who is known, and proved it. */
    record In<W>(W who) implements Answer<W> {}

    /** Name, password or token: nobody can tell which, nor by the time it took. */
    record Wrong<W>() implements Answer<W> {}

    /** Too many failures: nothing was looked at. */
    record Later<W>(Duration after) implements Answer<W> {}
}
