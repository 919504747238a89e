package org.mailbay.jmap.submission.email;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.jmap.SetError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the envelope that a client gives (RFC 8621 §7); whether its addresses are allowed is the caller's business. */
final class GivenRoute {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern NOTIFY =
            Pattern.compile("NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY)){0,2}"); // RFC 3461 §4.1
    private static final int LONGEST = 500;
    /** Addresses read at most: who sends to more is told so by the announced bound. */
    private static final int MOST = 100_000;

    private final Instant now;
    private final Duration maxDelay;
    private @Nullable Instant release;

    GivenRoute(Instant now, Duration maxDelay) {
        this.now = now;
        this.maxDelay = maxDelay;
    }

    Route read(ObjectNode envelope) throws SetError {
        if (!envelope.propertyNames().stream().allMatch(name -> name.equals("mailFrom") || name.equals("rcptTo"))
                || !(envelope.path("mailFrom") instanceof ObjectNode mailFrom)
                || !(envelope.path("rcptTo") instanceof ArrayNode rcptTo)
                || rcptTo.size() > MOST) {
            throw wrong("an envelope has mailFrom and rcptTo");
        }
        String sender = email(mailFrom);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : parameters(mailFrom).entrySet()) {
            parameter(entry.getKey(), entry.getValue());
            parameters.put(entry.getKey(), entry.getValue());
        }
        if (parameters.containsKey("HOLDFOR") && parameters.containsKey("HOLDUNTIL")) {
            throw wrong("HOLDFOR and HOLDUNTIL exclude each other"); // RFC 4865 §4
        }
        List<Destination> recipients = new ArrayList<>();
        for (JsonNode recipient : rcptTo) {
            Map<String, String> its = parameters(recipient);
            for (Map.Entry<String, String> entry : its.entrySet()) {
                recipientParameter(entry.getKey(), entry.getValue());
            }
            recipients.add(new Destination(email(recipient), its));
        }
        return new Route(sender, parameters, recipients, release);
    }

    private static SetError wrong(String why) {
        return SetError.invalidProperties(why, "envelope");
    }

    private static String email(JsonNode address) throws SetError {
        if (!(address instanceof ObjectNode object)
                || !object.propertyNames().stream().allMatch(name -> name.equals("email") || name.equals("parameters"))
                || !object.path("email").isString()) {
            throw wrong("an address has email and parameters");
        }
        String email = object.path("email").stringValue();
        if (email.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw wrong("control character in an address");
        }
        return email;
    }

    private static Map<String, String> parameters(JsonNode address) throws SetError {
        JsonNode given = address.path("parameters");
        if (given.isMissingNode() || given.isNull()) {
            return Map.of();
        }
        if (!(given instanceof ObjectNode object)) {
            throw wrong("parameters are no object");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonNode value = entry.getValue();
            boolean isText = value.isString()
                    && value.stringValue().length() <= LONGEST
                    && value.stringValue().chars().noneMatch(c -> c < ' ' || c == 0x7f);
            String name = entry.getKey().toUpperCase(Locale.ROOT);
            if (!value.isNull() && !isText || parameters.put(name, value.isNull() ? "" : value.stringValue()) != null) {
                throw wrong("parameter " + entry.getKey());
            }
        }
        return parameters;
    }

    private void parameter(String name, String value) throws SetError {
        boolean isRight = switch (name) {
            case "SIZE" -> value.matches("\\d{1,18}"); // RFC 1870 §4
            case "BODY" -> value.matches("(?i)7BIT|8BITMIME"); // RFC 6152 §2
            case "SMTPUTF8" -> value.isEmpty(); // RFC 6531 §3.4
            case "RET" -> value.matches("(?i)FULL|HDRS"); // RFC 3461 §4.3
            case "ENVID" -> !value.isEmpty() && value.length() <= 100; // RFC 3461 §4.4
            case "HOLDFOR" -> holdFor(value);
            case "HOLDUNTIL" -> holdUntil(value);
            default -> false;
        };
        if (!isRight) {
            throw wrong("mailFrom: parameter " + name);
        }
    }

    private static void recipientParameter(String name, String value) throws SetError {
        boolean isRight = switch (name) {
            case "NOTIFY" -> NOTIFY.matcher(value.toUpperCase(Locale.ROOT)).matches();
            case "ORCPT" -> value.indexOf(';') > 0; // RFC 3461 §4.2
            default -> false;
        };
        if (!isRight) {
            throw wrong("rcptTo: parameter " + name);
        }
    }

    /** RFC 4865 §4: seconds. */
    private boolean holdFor(String value) {
        if (!NUMBER.matcher(value).matches()) {
            return false;
        }
        Duration hold = Duration.ofSeconds(Long.parseLong(value));
        release = now.plus(hold);
        return hold.compareTo(maxDelay) <= 0;
    }

    /** RFC 4865 §4: a date of RFC 3339. */
    private boolean holdUntil(String value) {
        try {
            Instant until = OffsetDateTime.parse(value).toInstant();
            release = until;
            return !until.isAfter(now.plus(maxDelay));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
