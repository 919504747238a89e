package org.mailbay.jmap.mail.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.header.HeaderProperty;
import org.mailbay.mime.ContentType;
import org.mailbay.mime.HeaderLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an EmailBodyPart says of itself (RFC 8621 §4.1.4), as header fields. */
final class PartHeader {
    private static final String TOKEN = "[!#$%&'*+.^_`{|}~0-9A-Za-z-]{1,100}";
    private static final int LONGEST_NAME = 1_000;

    private final String property;
    private final ObjectNode part;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<String> fields = new ArrayList<>();
    private @Nullable ContentType given;

    /**
     * Reads it.
     *
     * @param property of the Email that the part is in
     * @param taken names of fields that the Email sets, for the root part: they stand in one header
     */
    PartHeader(String property, ObjectNode part, Set<String> taken) throws SetError {
        this.property = property;
        this.part = part;
        for (Map.Entry<String, JsonNode> entry : part.properties()) {
            if (entry.getKey().startsWith(HeaderProperty.PREFIX)) {
                field(entry.getKey(), entry.getValue(), taken);
            }
        }
    }

    private void field(String name, JsonNode value, Set<String> taken) throws SetError {
        HeaderProperty header = HeaderProperty.of(name)
                .orElseThrow(() -> SetError.invalidProperties(name + ": no such form of this field", property));
        String field = header.field().toLowerCase(Locale.ROOT);
        if (field.equals("content-transfer-encoding")) {
            throw SetError.invalidProperties("the server chooses the transfer encoding", property); // RFC 8621 §4.6
        }
        if (taken.contains(field) || !isNew(field, header, name)) {
            throw SetError.invalidProperties("two properties are the header field " + field, property);
        }
        List<String> lines = HeaderValues.lines(property, header, value);
        if (!field.equals("content-type")) {
            fields.addAll(lines);
        } else if (lines.size() == 1) {
            String line = lines.getFirst();
            given = ContentType.parse(line.substring(line.indexOf(':') + 1).replace("\r\n", ""))
                    .orElseThrow(() -> SetError.invalidProperties("no media type", property));
        }
    }

    private boolean isNew(String field, HeaderProperty header, String name) {
        for (String other : part.propertyNames()) {
            HeaderProperty that = other.startsWith(HeaderProperty.PREFIX) && !other.equals(name)
                    ? HeaderProperty.of(other).orElse(null)
                    : null;
            if (that != null && that.field().equalsIgnoreCase(header.field())) {
                return false;
            }
        }
        return switch (field) {
            case "content-type" -> !isSet("type") && !isSet("charset") && !isSet("name");
            case "content-disposition" -> !isSet("disposition") && !isSet("name");
            case "content-id" -> !isSet("cid");
            case "content-language" -> !isSet("language");
            case "content-location" -> !isSet("location");
            default -> true;
        };
    }

    private boolean isSet(String name) {
        return part.hasNonNull(name);
    }

    @Nullable
    String text(String name) throws SetError {
        JsonNode value = part.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(name + ": not a string");
        }
        return value.stringValue();
    }

    SetError wrong(String why) {
        return SetError.invalidProperties(why, property);
    }

    /** The media type, lower case. */
    String type(String absent) throws SetError {
        String type = given == null ? text("type") : given.mediaType();
        if (type == null) {
            return absent;
        }
        if (!type.matches(TOKEN + "/" + TOKEN)) {
            throw wrong("type: no media type");
        }
        return type.toLowerCase(Locale.ROOT);
    }

    /** The parameters of the type that the client gave. */
    Map<String, String> parameters() throws SetError {
        if (given != null) {
            parameters.putAll(given.parameters());
        }
        String charset = text("charset");
        if (charset != null) {
            if (!charset.matches(TOKEN)) {
                throw wrong("charset: no charset");
            }
            parameters.put("charset", charset);
        }
        String name = name();
        if (name != null) {
            parameters.put("name", name);
        }
        return parameters;
    }

    private @Nullable String name() throws SetError {
        String name = text("name");
        if (name != null && name.length() > LONGEST_NAME) {
            throw wrong("name: more than " + LONGEST_NAME + " characters");
        }
        return name;
    }

    /**
     * The other fields.
     *
     * @param disposition when the client gives none; null for none
     */
    List<String> fields(@Nullable String disposition) throws SetError {
        List<String> lines = new ArrayList<>();
        String shown = text("disposition");
        String name = name();
        if (shown == null
                && fields.stream()
                        .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("content-disposition:"))) {
            shown = disposition;
        }
        try {
            if (shown != null) {
                if (!shown.matches(TOKEN)) {
                    throw wrong("disposition: no word");
                }
                lines.add(HeaderLine.parameters(
                        "Content-Disposition", shown, name == null ? Map.of() : Map.of("filename", name)));
            }
            String cid = text("cid");
            if (cid != null) {
                lines.add(HeaderLine.messageIds("Content-ID", List.of(cid)));
            }
            language(lines);
            String location = text("location");
            if (location != null) {
                if (!location.matches("[\\x21-\\x7e]{1,900}")) {
                    throw wrong("location: no URI");
                }
                lines.add("Content-Location: " + location + "\r\n");
            }
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage() == null ? "not a part" : e.getMessage());
        }
        lines.addAll(fields);
        return lines;
    }

    private void language(List<String> lines) throws SetError {
        JsonNode value = part.get("language");
        if (value == null || value.isNull()) {
            return;
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : value) {
            if (!tag.isString() || !tag.stringValue().matches("[A-Za-z0-9-]{1,60}")) {
                throw wrong("language: no language tags");
            }
            tags.add(tag.stringValue());
        }
        if (!value.isArray() || tags.isEmpty()) {
            throw wrong("language: no language tags");
        }
        lines.add(HeaderLine.text("Content-Language", String.join(", ", tags)));
    }
}
