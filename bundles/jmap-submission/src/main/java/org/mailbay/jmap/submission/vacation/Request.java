package org.mailbay.jmap.submission.vacation;

import org.mailbay.jmap.submission.StoredJson;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * That a message came in while replies are on.
 *
 * @param email id
 * @param sender whom to reply to
 * @param recipient whose message it is: main address
 * @param attempt how often replying failed
 */
record Request(String email, String sender, String recipient, int attempt) {
    byte[] payload() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("email", email);
        json.put("sender", sender);
        json.put("recipient", recipient);
        json.put("attempt", attempt);
        return StoredJson.bytes(json);
    }

    static Request read(byte[] payload) {
        ObjectNode json = StoredJson.read(payload);
        return new Request(
                json.path("email").asString(""),
                json.path("sender").asString(""),
                json.path("recipient").asString(""),
                json.path("attempt").asInt(0));
    }

    Request again() {
        return new Request(email, sender, recipient, attempt + 1);
    }
}
