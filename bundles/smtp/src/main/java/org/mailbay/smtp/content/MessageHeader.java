package org.mailbay.smtp.content;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Limits;

/**
 * The header of a message, by its bytes: what is taken out of it leaves the rest as it was.
 *
 * @param bytes with the empty line at its end, where there is one; not to be changed
 * @param fields where they stand, in their order
 */
public record MessageHeader(byte[] bytes, List<Place> fields) {
    public static final int MAX_FIELDS = 2_000;
    static final int MAX_LINES = 10_000;

    /**
     * Where a field stands.
     *
     * @param start of its name
     * @param value where it begins, behind the colon
     * @param end behind its last line end
     */
    public record Place(String name, int start, int value, int end) {
        public boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    public static MessageHeader of(byte[] bytes) {
        List<Place> fields = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int end = lineEnd(bytes, at);
            while (end < bytes.length && (bytes[end] == ' ' || bytes[end] == '\t')) {
                end = lineEnd(bytes, end); // RFC 5322 §2.2.3
            }
            int colon = at;
            while (colon < end && bytes[colon] != ':' && bytes[colon] != '\n') {
                colon++;
            }
            if (colon < end && bytes[colon] == ':') {
                // RFC 5322 §4.5: once, blanks could stand before the colon
                String name = new String(bytes, at, colon - at, StandardCharsets.ISO_8859_1).strip();
                fields.add(new Place(name, at, colon + 1, end));
            }
            at = end;
        }
        return new MessageHeader(bytes, fields);
    }

    private static int lineEnd(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(bytes.length, at + 1);
    }

    public int count(String name) {
        return (int) fields.stream().filter(field -> field.is(name)).count();
    }

    public boolean has(String name) {
        return fields.stream().anyMatch(field -> field.is(name));
    }

    /** A field as it stands, one char an octet. */
    public String raw(Place field) {
        return new String(bytes, field.start, field.end - field.start, StandardCharsets.ISO_8859_1);
    }

    /** What stands in a field, in one line. */
    String text(Place field) {
        return new String(bytes, field.value, field.end - field.value, StandardCharsets.UTF_8)
                .replaceAll("[\\r\\n]+", "")
                .strip();
    }

    /** What stands in all fields of a name. */
    public List<String> texts(String name) {
        return fields.stream().filter(field -> field.is(name)).map(this::text).toList();
    }

    /** The mailboxes in all fields of a name. */
    public List<EmailAddress> addresses(String name) {
        List<EmailAddress> found = new ArrayList<>();
        for (Place field : fields) {
            if (field.is(name)) {
                byte[] one = Arrays.copyOfRange(bytes, field.start, field.end);
                for (HeaderField parsed : Header.parse(one, 0, Limits.DEFAULT).fields()) {
                    found.addAll(parsed.addresses());
                }
            }
        }
        return found;
    }

    /** The bytes without some fields; the same array when there are none of them. */
    public byte[] without(Predicate<Place> unwanted) {
        if (fields.stream().noneMatch(unwanted)) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        int at = 0;
        for (Place field : fields) {
            if (unwanted.test(field)) {
                out.write(bytes, at, field.start - at);
                at = field.end;
            }
        }
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }
}
