package org.mailbay.jmap.core.websocket;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.core.request.Request;
import org.mailbay.jmap.core.request.RequestProblem;

/** What a client may send (RFC 8887 §4.3). */
sealed interface Message {
    /**
     * Method calls (§4.3.2).
     *
     * @param id the client's, to be given back; null when there is none
     */
    record Calls(Request request, @Nullable String id) implements Message {}

    /**
     * Asks for state changes (§4.3.5.2).
     *
     * @param types of which types; null for all
     * @param pushState the last that the client was given
     */
    record PushEnable(@Nullable Set<String> types, @Nullable String pushState) implements Message {}

    /** Asks for no more state changes (§4.3.5.3). */
    record PushDisable() implements Message {}

    /**
     * None of these (§4.3.1).
     *
     * @param id the client's, as far as it could be read
     */
    record Bad(RequestProblem problem, @Nullable String id) implements Message {}
}
