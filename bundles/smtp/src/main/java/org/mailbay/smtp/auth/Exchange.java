package org.mailbay.smtp.auth;

import java.io.IOException;
import org.mailbay.directory.LogIn;

/** One client's exchange of a SASL mechanism (RFC 4422 §3). */
public interface Exchange {
    /**
     * What comes of what the client said.
     *
     * @param response decoded
     * @throws IOException when who knows is away, or failed
     */
    Step next(byte[] response) throws IOException;

    /** Whether the client speaks first: without an initial response it is asked for one with an empty challenge (RFC 4954 §4). */
    boolean isClientFirst();

    /** What comes next. */
    sealed interface Step {
        /** The client is to answer. */
        record Challenge(byte[] bytes) implements Step {}

        /** It is proven. */
        record Done(LogIn user) implements Step {}

        /** It is not; nobody is told why. */
        record Failed() implements Step {}
    }
}
