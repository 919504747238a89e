package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.store.BlobRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is still to be sent, as it is stored: apart from submission and email, which may be destroyed without effect (RFC 8621 §7.5).
 *
 * @param submission id
 * @param traceId in the trace field, the log, and what recipients' servers say
 * @param due when it is to be sent
 * @param attempt how often that was tried
 * @param headerSize bytes of the header
 * @param waiting recipients that are not settled
 */
public record OutgoingMessage(
        String submission,
        String traceId,
        Instant due,
        int attempt,
        BlobRef blob,
        long headerSize,
        String sender,
        Map<String, String> parameters,
        List<Destination> waiting) {

    /** The stored form. */
    public byte[] bytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("submission", submission);
        json.put("traceId", traceId);
        json.put("due", due.toEpochMilli());
        json.put("attempt", attempt);
        json.put("blob", blob.toString());
        json.put("headerSize", headerSize);
        json.put("sender", sender);
        json.set("parameters", object(parameters));
        var list = json.putArray("waiting");
        waiting.forEach(recipient ->
                list.addObject().put("address", recipient.address()).set("parameters", object(recipient.parameters())));
        return StoredJson.bytes(json);
    }

    private static ObjectNode object(Map<String, String> map) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        map.forEach(object::put);
        return object;
    }

    /** Reads {@link #bytes}. */
    public static OutgoingMessage read(byte[] bytes) throws IOException {
        ObjectNode json = StoredJson.read(bytes);
        List<Destination> waiting = new ArrayList<>();
        for (JsonNode recipient : json.path("waiting")) {
            waiting.add(new Destination(recipient.path("address").asString(), map(recipient.path("parameters"))));
        }
        return new OutgoingMessage(
                json.path("submission").asString(),
                json.path("traceId").asString(),
                Instant.ofEpochMilli(json.path("due").asLong()),
                json.path("attempt").asInt(),
                BlobRef.parse(json.path("blob").asString())
                        .orElseThrow(() -> new IOException("an outgoing message without a blob")),
                json.path("headerSize").asLong(),
                json.path("sender").asString(),
                map(json.path("parameters")),
                waiting);
    }

    private static Map<String, String> map(JsonNode json) {
        Map<String, String> map = new LinkedHashMap<>();
        json.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString()));
        return map;
    }

    /** The message id that it gets when it has none. */
    public String madeId(String hostname) {
        String domain = sender.substring(sender.lastIndexOf('@') + 1);
        return traceId + "@" + (domain.isEmpty() ? hostname : domain);
    }

    /** As it is after another attempt. */
    OutgoingMessage after(List<Destination> left) {
        return new OutgoingMessage(
                submission, traceId, due, attempt + 1, blob, headerSize, sender, parameters, List.copyOf(left));
    }
}
