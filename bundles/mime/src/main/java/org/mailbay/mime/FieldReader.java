package org.mailbay.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the lines of headers together to fields, and tells the part what the fields say that matter to its structure. */
final class FieldReader {

    private static final byte[] CRLF = {'\r', '\n'};

    private final Limits limits;
    private final Set<Defect> defects;

    private byte[] buffer = new byte[1024];
    private int length;
    private int nameLength;
    private int valueStart;
    private long offset;
    /** Whether the buffer holds a field; otherwise continuation lines belong to nothing. */
    private boolean inField;

    private int keptFields;
    private long keptBytes;
    private long interpretedBytes;

    FieldReader(Limits limits, Set<Defect> defects) {
        this.limits = limits;
        this.defects = defects;
    }

    /** Takes a line that is not empty, without its break; {@code lastBreak} is the length of the break before it. */
    void line(PartBuilder part, byte[] b, int from, int to, long lineOffset, int lastBreak) {
        look(b, from, to);
        if (b[from] == ' ' || b[from] == '\t') {
            if (inField) {
                append(CRLF, 2 - lastBreak, 2);
                append(b, from, to);
            } else if (part.fields.isEmpty()) {
                defects.add(Defect.MALFORMED_FIELD);
            }
            return;
        }
        end(part);
        int nameEnd = from;
        while (nameEnd < to && b[nameEnd] > ' ' && b[nameEnd] != ':' && b[nameEnd] != 0x7F) {
            nameEnd++;
        }
        int colon = nameEnd;
        while (colon < to && (b[colon] == ' ' || b[colon] == '\t')) {
            colon++; // RFC 5322 §4.5: once, blanks could stand before the colon
        }
        if (nameEnd == from || colon == to || b[colon] != ':') {
            defects.add(Defect.MALFORMED_FIELD);
            return;
        }
        inField = true;
        offset = lineOffset;
        length = 0;
        nameLength = nameEnd - from;
        valueStart = colon + 1 - from;
        append(b, from, to);
    }

    private void look(byte[] b, int from, int to) {
        int all = 0;
        boolean nul = false;
        for (int i = from; i < to; i++) {
            all |= b[i];
            nul |= b[i] == 0;
        }
        if (all < 0) {
            defects.add(Defect.EIGHT_BIT_HEADER);
        }
        if (nul) {
            defects.add(Defect.NUL_IN_HEADER);
        }
    }

    private void append(byte[] b, int from, int to) {
        int n = Math.min(to - from, limits.fieldBytes() - length);
        if (n < to - from) {
            defects.add(Defect.FIELD_BYTES);
        }
        if (length + n > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + n));
        }
        System.arraycopy(b, from, buffer, length, n);
        length += n;
    }

    /** No line of the field that is being read can come any more. */
    void end(PartBuilder part) {
        if (!inField) {
            return;
        }
        inField = false;
        if (valueStart > length) {
            return; // a name longer than a whole field may be
        }
        String name = new String(buffer, 0, nameLength, StandardCharsets.ISO_8859_1);
        HeaderField field = new HeaderField(name, offset, Arrays.copyOfRange(buffer, valueStart, length));
        boolean kept = keep(part, field);
        String key = name.toLowerCase(Locale.ROOT);
        if (key.startsWith("content-")) {
            content(part, key, field);
        } else if (part.isMessage) {
            int index = PartBuilder.SUMMARY.indexOf(key);
            // The outermost envelope is always kept, for it is bounded by itself; inner ones as far as fields are.
            if (index >= 0 && (kept || part.parent == null) && part.summarize(index, field)) {
                defects.add(Defect.DUPLICATE_FIELD);
            }
        }
    }

    private boolean keep(PartBuilder part, HeaderField field) {
        if (keptBytes + length > limits.headerBytes()) {
            defects.add(Defect.HEADER_BYTES);
            return false;
        }
        if (keptFields >= limits.fields()) {
            defects.add(Defect.FIELDS);
            return false;
        }
        keptFields++;
        keptBytes += length;
        part.fields.add(field);
        return true;
    }

    private void content(PartBuilder part, String key, HeaderField field) {
        interpretedBytes += length;
        if (interpretedBytes > limits.headerBytes()) {
            defects.add(Defect.HEADER_BYTES);
            return;
        }
        String value = HeaderText.unfold(field.value());
        switch (key) {
            case "content-type" -> type(part, value);
            case "content-transfer-encoding" -> encoding(part, value);
            case "content-disposition" -> disposition(part, value);
            case "content-id" -> part.contentId = contentId(value);
            case "content-location" -> part.location = squeeze(value);
            case "content-language" -> part.languages = languages(value);
            case "content-description" -> part.description = field.text();
            default -> {}
        }
    }

    /** The first one counts: what comes later may have been put there to hide something from other parsers. */
    private void type(PartBuilder part, String value) {
        if (part.typed) {
            defects.add(Defect.DUPLICATE_FIELD);
            return;
        }
        part.typed = true;
        Parameters parameters = new Parameters(value, limits.parameters());
        ContentType type = parameters.contentType();
        noteExceeded(parameters);
        if (type == null) {
            defects.add(Defect.BAD_CONTENT_TYPE);
            part.contentType = ContentType.TEXT_PLAIN; // RFC 2045 §5.2
        } else {
            part.contentType = type;
        }
    }

    private void encoding(PartBuilder part, String value) {
        if (part.encoded) {
            defects.add(Defect.DUPLICATE_FIELD);
            return;
        }
        part.encoded = true;
        part.encoding = TransferEncoding.parse(value);
        if (part.encoding == TransferEncoding.UNKNOWN) {
            defects.add(Defect.UNKNOWN_ENCODING);
        }
    }

    private void disposition(PartBuilder part, String value) {
        if (part.disposition != null) {
            defects.add(Defect.DUPLICATE_FIELD);
            return;
        }
        Parameters parameters = new Parameters(value, limits.parameters());
        part.disposition = parameters.disposition();
        noteExceeded(parameters);
    }

    private void noteExceeded(Parameters parameters) {
        if (parameters.isExceeded()) {
            defects.add(Defect.PARAMETERS);
        }
    }

    private static @Nullable String contentId(String value) {
        String id = MessageIds.parse(value).map(List::getFirst).orElseGet(() -> squeeze(value));
        return id.isEmpty() ? null : id;
    }

    /** RFC 2557 §4.4.1: blanks in a long URI come from folding. */
    private static String squeeze(String value) {
        StringBuilder out = new StringBuilder(value.length());
        value.chars().filter(c -> c > ' ').forEach(c -> out.append((char) c));
        return out.toString();
    }

    /** RFC 3282 §2. */
    private static List<String> languages(String value) {
        List<String> tags = new ArrayList<>(2);
        for (String tag : value.split(",", 100)) {
            if (!tag.isBlank()) {
                tags.add(tag.strip());
            }
        }
        return tags;
    }

    /** The start of the lines that part a multipart: RFC 2046 §5.1.1. */
    static byte[] delimiter(String boundary) {
        return ("--" + boundary.stripTrailing()).getBytes(StandardCharsets.UTF_8);
    }
}
