package org.mailbay.jmap.mail.compose;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.header.HeaderProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a new Email: its whole structure, or text, HTML and attachments to make one of (RFC 8621 §4.6). */
final class BodyReader {
    private static final Set<String> MEMBERS = Set.of(
            "partId",
            "blobId",
            "size",
            "name",
            "type",
            "charset",
            "disposition",
            "cid",
            "language",
            "location",
            "subParts");

    /** Parts of one message. */
    private static final int MOST_PARTS = 1_000;

    /** Multiparts in multiparts. */
    private static final int MOST_DEPTH = 20;

    private final ObjectNode email;
    private final UnaryOperator<String> resolve;
    private final Set<String> taken;
    private final Set<String> used = new HashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private int parts;

    BodyReader(ObjectNode email, UnaryOperator<String> resolve, Set<String> taken) {
        this.email = email;
        this.resolve = resolve;
        this.taken = taken;
    }

    Piece read() throws SetError {
        JsonNode structure = given("bodyStructure");
        Piece root;
        if (structure != null) {
            for (String other : List.of("textBody", "htmlBody", "attachments")) {
                if (given(other) != null) {
                    throw SetError.invalidProperties("there is a bodyStructure", other); // RFC 8621 §4.6
                }
            }
            root = part("bodyStructure", structure, "text/plain", null, taken, 0);
        } else {
            root = made();
        }
        for (String id : values().propertyNames()) {
            if (!used.contains(id)) {
                throw SetError.invalidProperties("no part is " + id, "bodyValues");
            }
        }
        return root;
    }

    /** What was given for ids of blobs, and is none. */
    Set<String> missing() {
        return missing;
    }

    private @Nullable JsonNode given(String property) {
        JsonNode value = email.get(property);
        return value == null || value.isNull() ? null : value;
    }

    /** Text and HTML as alternatives, pictures beside the HTML that shows them, attachments behind (RFC 2046 §5.1, RFC 2387). */
    private Piece made() throws SetError {
        Piece text = only("textBody", "text/plain");
        Piece html = only("htmlBody", "text/html");
        List<Piece> shown = new ArrayList<>();
        List<Piece> attached = new ArrayList<>();
        JsonNode attachments = given("attachments");
        if (attachments != null && !attachments.isArray()) {
            throw SetError.invalidProperties("not an array", "attachments");
        }
        for (JsonNode attachment : attachments == null ? List.<JsonNode>of() : attachments) {
            boolean isShown = html != null
                    && attachment.hasNonNull("cid")
                    && !"attachment".equals(attachment.path("disposition").stringValue("inline"));
            Piece piece = part(
                    "attachments",
                    attachment,
                    "application/octet-stream",
                    isShown ? "inline" : "attachment",
                    Set.of(),
                    1);
            (isShown ? shown : attached).add(piece);
        }
        Piece rich = html == null || shown.isEmpty() ? html : around("related", html, shown);
        Piece body = text == null ? rich : rich == null ? text : around("alternative", text, List.of(rich));
        if (body == null) {
            body = new Piece.Text("text/plain", Map.of(), List.of(), "");
        }
        return attached.isEmpty() ? body : around("mixed", body, attached);
    }

    private static Piece around(String subtype, Piece first, List<Piece> others) {
        List<Piece> all = new ArrayList<>();
        all.add(first);
        all.addAll(others);
        return new Piece.Multipart("multipart/" + subtype, Map.of(), List.of(), all);
    }

    private @Nullable Piece only(String property, String type) throws SetError {
        JsonNode value = given(property);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ArrayNode array) || array.size() != 1) {
            throw SetError.invalidProperties("exactly one part is needed", property); // RFC 8621 §4.6
        }
        Piece piece = part(property, array.get(0), type, null, Set.of(), 1);
        String found = switch (piece) {
            case Piece.Text text -> text.type();
            case Piece.Attached attached -> attached.type();
            case Piece.Multipart multipart -> multipart.type();
        };
        if (!found.equals(type)) {
            throw SetError.invalidProperties("not of type " + type, property); // RFC 8621 §4.6
        }
        return piece;
    }

    private Piece part(
            String property,
            JsonNode json,
            String absentType,
            @Nullable String absentDisposition,
            Set<String> above,
            int depth)
            throws SetError {
        if (!(json instanceof ObjectNode part)) {
            throw SetError.invalidProperties("not an EmailBodyPart", property);
        }
        if (++parts > MOST_PARTS || depth > MOST_DEPTH) {
            throw SetError.of(SetError.TOO_LARGE, "more than " + MOST_PARTS + " parts, or deeper than " + MOST_DEPTH);
        }
        checkMembers(property, part);
        PartHeader header = new PartHeader(property, part, above);
        JsonNode subParts = part.get("subParts");
        boolean hasParts = subParts != null && !subParts.isNull();
        String type = header.type(hasParts ? "multipart/mixed" : absentType);
        String partId = header.text("partId");
        String blobId = header.text("blobId");
        if (type.startsWith("multipart/") != hasParts || hasParts && (partId != null || blobId != null)) {
            throw header.wrong("a multipart has subParts and no content, any other part content and no subParts");
        }
        if (hasParts) {
            List<Piece> children = new ArrayList<>();
            if (!subParts.isArray() || subParts.isEmpty()) {
                throw header.wrong("subParts: not an array with a part");
            }
            for (JsonNode child : subParts) {
                children.add(part(property, child, "text/plain", null, Set.of(), depth + 1));
            }
            return new Piece.Multipart(type, header.parameters(), header.fields(absentDisposition), children);
        }
        if ((partId == null) == (blobId == null)) {
            throw header.wrong("either partId or blobId"); // RFC 8621 §4.6
        }
        if (partId == null) {
            BlobId blob = BlobId.parse(resolve.apply(blobId)).orElse(null);
            if (blob == null) {
                missing.add(blobId);
                return new Piece.Text(type, Map.of(), List.of(), ""); // whatever it is, it will not be written
            }
            return new Piece.Attached(property, type, header.parameters(), header.fields(absentDisposition), blob);
        }
        if (part.hasNonNull("charset") || part.hasNonNull("size")) {
            throw header.wrong("no charset and no size beside a partId"); // RFC 8621 §4.6
        }
        return new Piece.Text(type, header.parameters(), header.fields(absentDisposition), value(header, partId));
    }

    private static void checkMembers(String property, ObjectNode part) throws SetError {
        for (String name : part.propertyNames()) {
            if (name.equals("headers")) {
                throw SetError.invalidProperties("name each header field by itself", property); // RFC 8621 §4.6
            }
            if (!MEMBERS.contains(name) && !name.startsWith(HeaderProperty.PREFIX)) {
                throw SetError.invalidProperties(name + ": unknown", property);
            }
        }
    }

    private ObjectNode values() throws SetError {
        JsonNode values = given("bodyValues");
        if (values == null) {
            return email.objectNode();
        }
        if (!(values instanceof ObjectNode object)) {
            throw SetError.invalidProperties("not an object", "bodyValues");
        }
        return object;
    }

    private String value(PartHeader header, String partId) throws SetError {
        JsonNode json = values().get(partId);
        if (json == null) {
            throw header.wrong("partId: not in bodyValues"); // RFC 8621 §4.6
        }
        used.add(partId);
        if (!(json instanceof ObjectNode value)
                || !value.path("value").isString()
                || !Set.of("value", "isEncodingProblem", "isTruncated").containsAll(value.propertyNames())) {
            throw SetError.invalidProperties("not an EmailBodyValue", "bodyValues");
        }
        for (String flag : List.of("isEncodingProblem", "isTruncated")) {
            JsonNode set = value.get(flag);
            if (set != null && (!set.isBoolean() || set.booleanValue())) {
                throw SetError.invalidProperties(flag + " must be false", "bodyValues"); // RFC 8621 §4.6
            }
        }
        return value.path("value").stringValue();
    }
}
