package org.mailbay.jmap.mail.search;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.mail.EmailFields;
import org.mailbay.mail.Mail;
import org.mailbay.store.Ordinals;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.TextQuery;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The properties of a filter that ask for text (RFC 8621 §4.4.1). */
public final class TextFilter {
    private TextFilter() {}

    /** Where a property looks; null for a property that asks for something else. */
    public static @Nullable Set<String> fields(String property) {
        return switch (property) {
            case "text" -> EmailFields.TEXT;
            case "body" -> EmailFields.BODIES;
            case "from", "to", "cc", "bcc", "subject" -> Set.of(property);
            default -> null;
        };
    }

    /** What a property asks for. */
    public static TextQuery query(String property, Set<String> fields, JsonNode value) throws MethodError {
        if (!value.isString()) {
            throw MethodError.invalidArguments(property + " is no string");
        }
        return query(fields, value.stringValue(), TextQuery.Mode.WORDS);
    }

    static TextQuery query(Set<String> fields, String text, TextQuery.Mode mode) throws MethodError {
        if (text.length() > TextQuery.MAX_LENGTH) {
            throw MethodError.invalidArguments("more than " + TextQuery.MAX_LENGTH + " characters to look for");
        }
        return new TextQuery(fields, text, mode);
    }

    /** The emails that match; nothing but blanks matches all. */
    public static Ordinals find(View view, TextQuery query, Ordinals among) throws MethodError, IOException {
        if (query.text().isBlank() || among.size() == 0) {
            return among;
        }
        try {
            return among.and(view.account().search().find(view.snapshot(), Mail.EMAIL, query));
        } catch (SearchBehindException e) {
            throw new MethodError(MethodError.SERVER_UNAVAILABLE, "search: " + e.getMessage());
        }
    }

    /** Adds what a filter looks for; what it must not find is no reason for a match. */
    public static void collect(JsonNode filter, List<TextQuery> queries) throws MethodError {
        if (!(filter instanceof ObjectNode object)) {
            return;
        }
        JsonNode operator = object.get("operator");
        if (operator != null) {
            boolean wanted = !operator.isString() || !operator.stringValue().equals("NOT");
            if (wanted && object.get("conditions") instanceof ArrayNode conditions) {
                for (JsonNode condition : conditions) {
                    collect(condition, queries);
                }
            }
            return;
        }
        for (String property : object.propertyNames()) {
            Set<String> fields = fields(property);
            if (fields != null) {
                TextQuery query = query(property, fields, object.get(property));
                if (!query.text().isBlank()) {
                    queries.add(query);
                }
            }
        }
    }
}
