package org.mailbay.mailauth;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.mime.Content;

/**
 * The header of a message, byte for byte, as it is signed.
 *
 * <p>Split as {@code mime} splits it, so that what is verified is what people see: lines end with CRLF or LF, a line that is no field is
 * passed over with what continues it, blanks may stand before the colon.
 *
 * @param fields from the top down
 * @param bodyStart offset of the body's first byte
 * @param isWhole whether all fields are there; otherwise the header was over the bounds, and nothing can be said of it
 */
public record RawHeader(List<RawField> fields, long bodyStart, boolean isWhole) {
    private static final int MOST_BYTES = 1 << 20;

    private static final int MOST_FIELDS = 5_000;

    public RawHeader {
        fields = List.copyOf(fields);
    }

    /** Reads the header of a message. */
    public static RawHeader read(Content content) throws IOException {
        try (InputStream in = new BufferedInputStream(content.open(), 16 * 1024)) {
            return read(in);
        }
    }

    /** Reads up to the end of the header. */
    public static RawHeader read(InputStream in) throws IOException {
        List<RawField> fields = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        String name = "";
        long openAt = 0;
        long at = 0;
        while (true) {
            String line = line(in, MOST_BYTES - at);
            if (at + line.length() >= MOST_BYTES || fields.size() >= MOST_FIELDS) {
                return new RawHeader(fields, at, false);
            }
            boolean isEnd = line.isEmpty() || line.equals("\r\n") || line.equals("\n");
            boolean continues = !isEnd && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (!continues) {
                if (!name.isEmpty()) {
                    fields.add(new RawField(name, open.toString(), openAt));
                }
                open.setLength(0);
                name = isEnd ? "" : nameOf(line);
                openAt = at;
            }
            at += line.length();
            if (isEnd) {
                return new RawHeader(fields, at, true);
            }
            if (!name.isEmpty()) {
                open.append(line);
            }
        }
    }

    private static String line(InputStream in, long most) throws IOException {
        StringBuilder line = new StringBuilder(80);
        int c;
        while (line.length() < most && (c = in.read()) >= 0) {
            line.append((char) c);
            if (c == '\n') {
                break;
            }
        }
        return line.toString();
    }

    /** The field's name; empty when the line is no field. */
    private static String nameOf(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) > ' ' && line.charAt(end) != ':' && line.charAt(end) != 0x7f) {
            end++;
        }
        int colon = end;
        while (colon < line.length() && (line.charAt(colon) == ' ' || line.charAt(colon) == '\t')) {
            colon++; // RFC 5322 §4.5
        }
        return colon < line.length() && line.charAt(colon) == ':' ? line.substring(0, end) : "";
    }

    /** All fields of this name, from the top down. */
    public List<RawField> all(String name) {
        return fields.stream().filter(field -> field.is(name)).toList();
    }

    /** The bytes of text that is one char an octet. */
    public static byte[] octets(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }
}
