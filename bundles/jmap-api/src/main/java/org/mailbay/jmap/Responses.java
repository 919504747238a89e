package org.mailbay.jmap;

import org.osgi.annotation.versioning.ProviderType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Takes the responses to one method call; none of them is sent when the call fails in the end. */
@ProviderType
public interface Responses {
    /**
     * Begins a response.
     *
     * @param name usually the method's own name
     * @return takes exactly one JSON object, the response's arguments; of no use once another response is begun
     */
    JsonGenerator begin(String name);

    /** Asks for another method to be called afterwards and answered under the same call id (RFC 8620 §5.4, RFC 8621 §7.5). */
    void follow(String method, ObjectNode arguments);

    /**
     * Tells that something was changed for good although the call goes on: should it fail now, the error is serverPartialFail (RFC 8620
     * §3.6.2).
     */
    void changed();

    /** Makes {@code #creationId} mean {@code id} from now on. */
    void created(String creationId, String id);
}
