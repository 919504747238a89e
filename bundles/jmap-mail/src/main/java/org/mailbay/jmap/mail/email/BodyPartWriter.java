package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.mail.header.HeaderForms;
import org.mailbay.jmap.mail.header.HeaderProperty;
import org.mailbay.mime.Disposition;
import org.mailbay.mime.Part;
import org.mailbay.mime.TransferEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes EmailBodyPart objects (RFC 8621 §4.1.4). */
final class BodyPartWriter {
    /** RFC 8621 §4.2. */
    private static final List<String> DEFAULT = List.of(
            "partId", "blobId", "size", "name", "type", "charset", "disposition", "cid", "language", "location");

    private static final Set<String> OTHERS = Set.of("headers", "subParts");

    private final Map<String, Optional<HeaderProperty>> properties = new LinkedHashMap<>();

    BodyPartWriter(ObjectNode arguments) throws MethodError {
        JsonNode wanted = arguments.get("bodyProperties");
        if (wanted == null || wanted.isNull()) {
            DEFAULT.forEach(property -> properties.put(property, Optional.empty()));
            return;
        }
        if (!wanted.isArray()) {
            throw MethodError.invalidArguments("bodyProperties is no array");
        }
        for (JsonNode name : wanted) {
            String property = name.isString() ? name.stringValue() : "";
            Optional<HeaderProperty> header = HeaderProperty.parse(property);
            if (header.isEmpty() && !DEFAULT.contains(property) && !OTHERS.contains(property)) {
                throw MethodError.invalidArguments("unknown body property " + property);
            }
            properties.put(property, header);
        }
    }

    void writeAll(List<Part> parts, MessageBytes content, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (Part part : parts) {
            write(part, false, content, out);
        }
        out.writeEndArray();
    }

    /**
     * Writes a part.
     *
     * @param structure whether its children follow even when nobody asked: in bodyStructure they do (RFC 8621 §4.1.4)
     */
    void write(Part part, boolean structure, MessageBytes content, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Optional<HeaderProperty>> property : properties.entrySet()) {
            if (property.getKey().equals("subParts")) {
                continue;
            }
            out.writeName(property.getKey());
            if (property.getValue().isPresent()) {
                property.getValue().get().write(content.header(part), out);
            } else {
                write(property.getKey(), part, content, out);
            }
        }
        if (part.isMultipart() && (structure || properties.containsKey("subParts"))) {
            out.writeName("subParts");
            out.writeStartArray();
            for (Part child : part.children()) {
                write(child, structure, content, out);
            }
            out.writeEndArray();
        } else if (properties.containsKey("subParts")) {
            out.writeName("subParts");
            out.writeNull();
        }
        out.writeEndObject();
    }

    private static void write(String property, Part part, MessageBytes content, JsonGenerator out) throws IOException {
        switch (property) {
            case "partId" -> HeaderForms.writeTextOrNull(part.isMultipart() ? null : partId(part), out);
            case "blobId" -> HeaderForms.writeTextOrNull(part.isMultipart() ? null : content.blobId(part), out);
            case "size" -> out.writeNumber(part.isMultipart() ? part.size() : part.decodedSize());
            case "headers" -> EmailWriter.writeHeaders(content.header(part), out);
            case "name" -> HeaderForms.writeTextOrNull(part.name().orElse(null), out);
            case "type" -> out.writeString(part.mediaType());
            case "charset" -> HeaderForms.writeTextOrNull(part.charset().orElse(null), out);
            case "disposition" -> {
                Disposition disposition = part.disposition();
                HeaderForms.writeTextOrNull(disposition == null ? null : disposition.type(), out);
            }
            case "cid" -> HeaderForms.writeTextOrNull(part.contentId(), out);
            case "language" -> {
                if (part.languages().isEmpty()) {
                    out.writeNull();
                } else {
                    out.writeStartArray();
                    part.languages().forEach(out::writeString);
                    out.writeEndArray();
                }
            }
            case "location" -> HeaderForms.writeTextOrNull(part.location(), out);
            default -> throw new IllegalArgumentException(property);
        }
    }

    static String partId(Part part) {
        return Integer.toString(part.number());
    }

    static BlobId.Encoding encoding(TransferEncoding encoding) {
        return switch (encoding) {
            case BASE64 -> BlobId.Encoding.BASE64;
            case QUOTED_PRINTABLE -> BlobId.Encoding.QUOTED_PRINTABLE;
            case UUENCODE -> BlobId.Encoding.UUENCODE;
            case SEVEN_BIT, EIGHT_BIT, BINARY, UNKNOWN -> BlobId.Encoding.IDENTITY;
        };
    }
}
