package org.mailbay.jmap.mail.header;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.AddressGroup;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.HeaderField;
import tools.jackson.core.JsonGenerator;

/** Header fields as JSON, in the forms of RFC 8621 §4.1.2. */
public final class HeaderForms {
    /** RFC 8620 §1.4: no fraction, upper-case letters. */
    public static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

    private HeaderForms() {}

    static void write(HeaderField field, HeaderProperty.Form form, JsonGenerator out) {
        switch (form) {
            case RAW -> out.writeString(field.raw());
            case TEXT -> out.writeString(field.text());
            case ADDRESSES -> writeAddresses(field.addresses(), out);
            case GROUPED_ADDRESSES -> {
                out.writeStartArray();
                for (AddressGroup group : field.groupedAddresses()) {
                    out.writeStartObject();
                    out.writeName("name");
                    writeTextOrNull(group.name(), out);
                    out.writeName("addresses");
                    writeAddresses(group.addresses(), out);
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
            case MESSAGE_IDS -> writeTexts(field.messageIds(), out);
            case DATE -> writeDate(field.date(), out);
            case URLS -> writeTexts(field.urls(), out);
        }
    }

    private static void writeAddresses(List<EmailAddress> addresses, JsonGenerator out) {
        out.writeStartArray();
        for (EmailAddress address : addresses) {
            out.writeStartObject();
            out.writeName("name");
            writeTextOrNull(address.name(), out);
            out.writeStringProperty("email", address.email());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** A string, or null. */
    public static void writeTextOrNull(@Nullable String text, JsonGenerator out) {
        if (text == null) {
            out.writeNull();
        } else {
            out.writeString(text);
        }
    }

    private static void writeTexts(Optional<List<String>> texts, JsonGenerator out) {
        if (texts.isEmpty()) {
            out.writeNull();
            return;
        }
        out.writeStartArray();
        texts.get().forEach(out::writeString);
        out.writeEndArray();
    }

    private static void writeDate(Optional<OffsetDateTime> date, JsonGenerator out) {
        writeTextOrNull(date.map(DATE::format).orElse(null), out);
    }
}
