package org.mailbay.jmap.mail.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.header.HeaderProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message as a client describes it, checked by the rules of RFC 8621 §4.6.
 *
 * @param fields header lines by lower-case name, in the order to write them
 * @param root its body
 * @param missing what was given for ids of blobs, and is none
 */
public record Draft(Map<String, List<String>> fields, Piece root, Set<String> missing) {
    /** The order in which mail programs write them. */
    private static final List<String> ORDER = List.of(
            "date",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "subject",
            "message-id",
            "in-reply-to",
            "references");

    private static final Set<String> BODY =
            Set.of("bodyStructure", "textBody", "htmlBody", "attachments", "bodyValues", "headers");

    /**
     * Reads the properties of an Email that make its message; others are somebody else's.
     *
     * @param resolve what an id stands for, since the request may have made the blob
     * @throws SetError invalidProperties
     */
    public static Draft read(ObjectNode email, UnaryOperator<String> resolve) throws SetError {
        if (email.has("headers")) {
            throw SetError.invalidProperties("name each header field by itself", "headers"); // RFC 8621 §4.6
        }
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : email.properties()) {
            String property = entry.getKey();
            HeaderProperty header =
                    BODY.contains(property) ? null : HeaderProperty.of(property).orElse(null);
            if (header == null) {
                continue;
            }
            String name = header.field().toLowerCase(Locale.ROOT);
            if (name.startsWith("content-")) {
                // RFC 8621 §4.6
                throw SetError.invalidProperties("only body parts have such a field", property);
            }
            if (found.put(name, HeaderValues.lines(property, header, entry.getValue())) != null) {
                throw SetError.invalidProperties(
                        "another property is the same header field", property); // RFC 8621 §4.6
            }
        }
        BodyReader body = new BodyReader(email, resolve, found.keySet());
        Piece root = body.read();
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String name : ORDER) {
            List<String> lines = found.remove(name);
            if (lines != null) {
                fields.put(name, lines);
            }
        }
        fields.putAll(found);
        fields.values().removeIf(List::isEmpty);
        return new Draft(fields, root, body.missing());
    }

    /** Whether the client has set a field. */
    boolean has(String lowerName) {
        return fields.containsKey(lowerName);
    }

    /** All of its lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        fields.values().forEach(lines::addAll);
        return lines;
    }
}
