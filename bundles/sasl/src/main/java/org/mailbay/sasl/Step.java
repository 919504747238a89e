package org.mailbay.sasl;

import java.time.Duration;

/**
 * What comes of what a client said.
 *
 * @param <W> who is let in, as the server knows them
 */
public sealed interface Step<W> {
    /** The client is to answer this; not yet in Base64. */
    record Challenge<W>(byte[] bytes) implements Step<W> {
        public Challenge {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }
    }

    /** It is proven. */
    record Success<W>(W who) implements Step<W> {}

    /**
     * It is not; the client is told no more than that.
     *
     * @param why for the log: no secret, nothing that the client said
     */
    record Refused<W>(String why) implements Step<W> {}

    /** The client does not keep to the mechanism's grammar; {@code why} may be told. */
    record Malformed<W>(String why) implements Step<W> {}

    /** Too many failures: nothing was looked at. The client may come again after {@code after}. */
    record Later<W>(Duration after) implements Step<W> {}
}
