package org.mailbay.jmap.submission.email;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Shipment.Destination;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Envelope of RFC 8621 §7, given or made.
 *
 * @param sender reverse-path
 * @param parameters of MAIL FROM, names in upper case, empty where there is no value
 * @param release when to send (RFC 4865); null at once
 */
record Route(
        String sender,
        Map<String, String> parameters,
        List<Destination> recipients,
        @Nullable Instant release) {

    /** As clients see it. */
    ObjectNode json() {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.set("mailFrom", address(sender, parameters));
        ArrayNode rcptTo = envelope.putArray("rcptTo");
        recipients.forEach(recipient -> rcptTo.add(address(recipient.address(), recipient.parameters())));
        return envelope;
    }

    private static ObjectNode address(String email, Map<String, String> parameters) {
        ObjectNode address = JsonNodeFactory.instance.objectNode();
        address.put("email", email);
        if (parameters.isEmpty()) {
            address.set("parameters", NullNode.instance);
        } else {
            ObjectNode object = address.putObject("parameters");
            parameters.forEach((name, value) -> {
                if (value.isEmpty()) {
                    object.putNull(name);
                } else {
                    object.put(name, value);
                }
            });
        }
        return address;
    }
}
