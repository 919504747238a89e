package org.mailbay.jmap.submission.mdn;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.submission.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A receipt as a client asks for it (RFC 9007 §2).
 *
 * @param forEmailId as given
 * @param finalRecipient address, without type; null when the identity is meant
 * @param disposition the field's value (RFC 8098 §3.2.6)
 */
record Mdn(
        String forEmailId,
        @Nullable String subject,
        @Nullable String textBody,
        boolean includesOriginal,
        @Nullable String reportingUa,
        @Nullable String finalRecipient,
        String disposition,
        Map<String, String> extensionFields) {
    static final Set<String> ACTIONS = Set.of("manual-action", "automatic-action");
    static final Set<String> SENDINGS = Set.of("mdn-sent-manually", "mdn-sent-automatically");
    static final Set<String> TYPES = Set.of("deleted", "dispatched", "displayed", "processed");

    private static final Pattern FIELD_NAME = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]{1,70}");
    private static final Set<String> OWN_FIELDS = Set.of(
            "reporting-ua",
            "mdn-gateway",
            "original-recipient",
            "final-recipient",
            "original-message-id",
            "disposition",
            "error",
            "failure",
            "warning");
    private static final int LONGEST_LINE = 900;
    private static final int LONGEST_TEXT = 100_000;
    private static final int MOST_FIELDS = 50;

    /** Whether it is to be sent without the user's doing. */
    boolean isAutomatic() {
        return disposition.startsWith("automatic-action/") || disposition.contains("/MDN-sent-automatically");
    }

    /** Reads and checks. */
    static Mdn read(ObjectNode json) throws SetError {
        String forEmailId = null;
        String subject = null;
        String textBody = null;
        boolean includesOriginal = false;
        String reportingUa = null;
        String finalRecipient = null;
        String disposition = null;
        Map<String, String> fields = Map.of();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            switch (name) {
                case "forEmailId" -> forEmailId = Values.text(name, value, 255);
                case "subject" -> subject = line(name, value);
                case "textBody" -> textBody = Values.textOrNull(name, value, LONGEST_TEXT);
                case "includeOriginalMessage" -> includesOriginal = bool(name, value);
                case "reportingUA" -> reportingUa = line(name, value);
                case "finalRecipient" -> finalRecipient = recipient(name, value);
                case "disposition" -> disposition = disposition(value);
                case "extensionFields" -> fields = fields(value);
                default -> throw SetError.invalidProperties("unknown, or set by the server", name);
            }
        }
        if (forEmailId == null) {
            throw SetError.invalidProperties("needed", "forEmailId");
        }
        if (disposition == null) {
            throw SetError.invalidProperties("needed", "disposition");
        }
        return new Mdn(
                forEmailId, subject, textBody, includesOriginal, reportingUa, finalRecipient, disposition, fields);
    }

    private static @Nullable String line(String name, JsonNode value) throws SetError {
        String text = Values.textOrNull(name, value, LONGEST_LINE);
        if (text != null && text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw SetError.invalidProperties("control characters", name);
        }
        return text;
    }

    private static boolean bool(String name, JsonNode value) throws SetError {
        if (!value.isBoolean() && !value.isNull()) {
            throw SetError.invalidProperties("not a boolean", name);
        }
        return value.isBoolean() && value.booleanValue();
    }

    private static @Nullable String recipient(String name, JsonNode value) throws SetError {
        String text = line(name, value);
        return text == null ? null : text.substring(text.indexOf(';') + 1).strip();
    }

    private static String disposition(JsonNode value) throws SetError {
        String action = value.path("actionMode").asString("");
        String sending = value.path("sendingMode").asString("");
        String type = value.path("type").asString("");
        if (!(value instanceof ObjectNode object)
                || object.size() != 3
                || !ACTIONS.contains(action)
                || !SENDINGS.contains(sending)
                || !TYPES.contains(type)) {
            throw SetError.invalidProperties("actionMode, sendingMode and type", "disposition");
        }
        return action + "/" + sending.replace("mdn", "MDN") + "; " + type;
    }

    private static Map<String, String> fields(JsonNode value) throws SetError {
        if (value.isNull()) {
            return Map.of();
        }
        if (!(value instanceof ObjectNode object) || object.size() > MOST_FIELDS) {
            throw SetError.invalidProperties("not a map, or too large", "extensionFields");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = entry.getKey();
            String text = line("extensionFields", entry.getValue());
            if (text == null
                    || !FIELD_NAME.matcher(name).matches()
                    || OWN_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
                throw SetError.invalidProperties("no field for extensions: " + name, "extensionFields");
            }
            fields.put(name, text);
        }
        return fields;
    }
}
