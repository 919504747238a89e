package org.mailbay.jmap.submission;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.SetError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values of properties, checked. */
public final class Values {
    private static final int MOST_ADDRESSES = 100;
    private static final int LONGEST_ADDRESS = 1_000;
    private static final Pattern UTC_DATE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{0,8}[1-9])?Z");

    private Values() {}

    /** A string of at most {@code most} characters. */
    public static String text(String property, JsonNode value, int most) throws SetError {
        if (!value.isString()) {
            throw SetError.invalidProperties("not a string", property);
        }
        if (value.stringValue().length() > most) {
            throw SetError.of(SetError.TOO_LARGE, property + ": more than " + most + " characters");
        }
        return value.stringValue();
    }

    /** As {@link #text}, or null. */
    public static @Nullable String textOrNull(String property, JsonNode value, int most) throws SetError {
        return value.isNull() ? null : text(property, value, most);
    }

    /** RFC 8620 §1.4, UTCDate, or null. */
    public static @Nullable Instant dateOrNull(String property, JsonNode value) throws SetError {
        if (value.isNull()) {
            return null;
        }
        Instant date = value.isString() ? date(value.stringValue()) : null;
        if (date == null) {
            throw SetError.invalidProperties("not a UTCDate", property);
        }
        return date;
    }

    /** RFC 8620 §1.4, UTCDate; null when it is none. */
    public static @Nullable Instant date(String text) {
        if (!UTC_DATE.matcher(text).matches()) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** RFC 8620 §1.4, UTCDate. */
    public static String utc(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** RFC 8621 §4.1.2.3, EmailAddress[], or null. */
    public static JsonNode addressesOrNull(String property, JsonNode value) throws SetError {
        if (value.isNull()) {
            return value;
        }
        if (!(value instanceof ArrayNode list) || list.size() > MOST_ADDRESSES) {
            throw SetError.invalidProperties("not a list of addresses, or too long", property);
        }
        for (JsonNode element : list) {
            if (!(element instanceof ObjectNode address)
                    || !address.propertyNames().stream().allMatch(name -> name.equals("name") || name.equals("email"))
                    || !address.path("email").isString()
                    || address.path("email").stringValue().length() > LONGEST_ADDRESS
                    || !(address.path("name").isMissingNode()
                            || address.path("name").isNull()
                            || address.path("name").isString())) {
                throw SetError.invalidProperties("not an address: name and email", property);
            }
            if (!address.has("name")) {
                address.putNull("name");
            }
        }
        return value;
    }
}
