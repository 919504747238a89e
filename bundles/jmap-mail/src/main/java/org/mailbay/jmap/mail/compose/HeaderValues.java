package org.mailbay.jmap.mail.compose;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Dates;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.header.HeaderProperty;
import org.mailbay.mime.AddressGroup;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.HeaderLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes header fields of their JSON forms (RFC 8621 §4.1.2). */
final class HeaderValues {
    /** Fields that a message has once at most (RFC 5322 §3.6). */
    private static final Set<String> ONCE = Set.of(
            "date",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "message-id",
            "in-reply-to",
            "references",
            "subject");

    private final String property;
    private final HeaderProperty header;

    private HeaderValues(String property, HeaderProperty header) {
        this.property = property;
        this.header = header;
    }

    /**
     * The lines of a property; none for null, or for a list without members, which no field can say.
     *
     * @param property as the client named it
     */
    static List<String> lines(String property, HeaderProperty header, JsonNode value) throws SetError {
        if (value.isNull()) {
            return List.of();
        }
        HeaderValues values = new HeaderValues(property, header);
        List<String> lines = new ArrayList<>();
        try {
            if (!header.all()) {
                values.add(value, lines);
            } else {
                for (JsonNode one : values.array(value)) {
                    values.add(one, lines);
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw values.wrong(e.getMessage());
        }
        if (lines.size() > 1 && ONCE.contains(header.field().toLowerCase(Locale.ROOT))) {
            throw values.wrong("a message has one such field");
        }
        return lines;
    }

    private SetError wrong(@Nullable String why) {
        return SetError.invalidProperties(why == null ? "not a value of its form" : why, property);
    }

    private void add(JsonNode value, List<String> lines) throws SetError {
        String name = header.field();
        switch (header.form()) {
            case RAW -> lines.add(HeaderLine.raw(name, string(value)));
            case TEXT -> lines.add(HeaderLine.text(name, string(value)));
            case ADDRESSES -> {
                List<EmailAddress> addresses = addresses(value);
                if (!addresses.isEmpty()) {
                    lines.add(HeaderLine.addresses(name, addresses));
                }
            }
            case GROUPED_ADDRESSES -> {
                List<AddressGroup> groups = groups(value);
                if (!groups.isEmpty()) {
                    lines.add(HeaderLine.groups(name, groups));
                }
            }
            case MESSAGE_IDS -> {
                List<String> ids = strings(value);
                if (!ids.isEmpty()) {
                    lines.add(HeaderLine.messageIds(name, ids));
                }
            }
            case DATE -> lines.add(HeaderLine.date(name, date(string(value))));
            case URLS -> {
                List<String> urls = strings(value);
                if (!urls.isEmpty()) {
                    lines.add(HeaderLine.urls(name, urls));
                }
            }
        }
    }

    private OffsetDateTime date(String text) throws SetError {
        return Dates.date(text).orElseThrow(() -> wrong("not a Date")); // RFC 8620 §1.4
    }

    private Iterable<JsonNode> array(JsonNode value) throws SetError {
        if (!value.isArray()) {
            throw wrong("not an array");
        }
        return value;
    }

    private String string(JsonNode value) throws SetError {
        if (!value.isString()) {
            throw wrong("not a string");
        }
        return value.stringValue();
    }

    private List<String> strings(JsonNode value) throws SetError {
        List<String> strings = new ArrayList<>();
        for (JsonNode one : array(value)) {
            strings.add(string(one));
        }
        return strings;
    }

    private List<EmailAddress> addresses(JsonNode value) throws SetError {
        List<EmailAddress> addresses = new ArrayList<>();
        for (JsonNode one : array(value)) {
            ObjectNode object = object(one, Set.of("name", "email"));
            JsonNode email = object.get("email");
            if (email == null) {
                throw wrong("an address without an email");
            }
            addresses.add(new EmailAddress(name(object), string(email)));
        }
        return addresses;
    }

    private List<AddressGroup> groups(JsonNode value) throws SetError {
        List<AddressGroup> groups = new ArrayList<>();
        for (JsonNode one : array(value)) {
            ObjectNode object = object(one, Set.of("name", "addresses"));
            JsonNode addresses = object.get("addresses");
            if (addresses == null) {
                throw wrong("a group without addresses");
            }
            AddressGroup group = new AddressGroup(name(object), addresses(addresses));
            if (group.name() != null || !group.addresses().isEmpty()) {
                groups.add(group);
            }
        }
        return groups;
    }

    private ObjectNode object(JsonNode value, Set<String> members) throws SetError {
        if (!(value instanceof ObjectNode object) || !members.containsAll(object.propertyNames())) {
            throw wrong("not an object of its form");
        }
        return object;
    }

    private @Nullable String name(ObjectNode object) throws SetError {
        JsonNode name = object.get("name");
        return name == null || name.isNull() ? null : string(name);
    }
}
