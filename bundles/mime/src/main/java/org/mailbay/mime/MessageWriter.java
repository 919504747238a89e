package org.mailbay.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the stored form of a message: a version byte, then numbers of variable length (seven bits a byte, low ones first).
 *
 * <p>Layout of version 1, as {@link MessageReader} reads it back:
 * <pre>
 * stored  = version message defects
 * message = size count field* part
 * field   = name offset length bytes
 * part    = flags start header body lines [decoded] type subtype parameters encoding
 *           [disposition parameters] [id] [location] [count language*] [description] [count part*] [message]
 * string  = index into WORDS + 1, or 0 length bytes
 * </pre>
 * Offsets count from the start of the message or multipart around them.
 */
final class MessageWriter {

    static final int VERSION = 1;

    static final int DECODED = 1;
    static final int DISPOSITION = 1 << 1;
    static final int CONTENT_ID = 1 << 2;
    static final int LOCATION = 1 << 3;
    static final int LANGUAGES = 1 << 4;
    static final int DESCRIPTION = 1 << 5;
    static final int CHILDREN = 1 << 6;
    static final int MESSAGE = 1 << 7;

    /** Strings that stand in most messages. Part of the stored form: add at the end, never change. */
    static final List<String> WORDS = List.of(
            "text",
            "plain",
            "html",
            "multipart",
            "mixed",
            "alternative",
            "related",
            "message",
            "rfc822",
            "application",
            "octet-stream",
            "pdf",
            "image",
            "png",
            "jpeg",
            "gif",
            "charset",
            "utf-8",
            "UTF-8",
            "us-ascii",
            "iso-8859-1",
            "boundary",
            "name",
            "filename",
            "attachment",
            "inline",
            "format",
            "flowed",
            "delsp",
            "yes",
            "no",
            "type",
            "text/html",
            "signed",
            "encrypted",
            "report",
            "digest",
            "protocol",
            "micalg",
            "delivery-status",
            "report-type",
            "calendar",
            "method",
            "size",
            "creation-date",
            "modification-date",
            "windows-1252",
            "Date",
            "Subject",
            "From",
            "Sender",
            "Reply-To",
            "To",
            "Cc",
            "Bcc",
            "In-Reply-To",
            "References",
            "Message-ID",
            "Message-Id",
            "CC");

    private static final Map<String, Integer> INDEX = index();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    private static Map<String, Integer> index() {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < WORDS.size(); i++) {
            map.put(WORDS.get(i), i + 1);
        }
        return Map.copyOf(map);
    }

    byte[] write(Message message) {
        out.write(VERSION);
        message(message, 0);
        long bits = 0;
        for (Defect d : message.defects()) {
            bits |= 1L << d.ordinal();
        }
        number(bits);
        return out.toByteArray();
    }

    private void message(Message message, long base) {
        number(message.size());
        List<HeaderField> fields = message.summary().fields();
        number(fields.size());
        for (HeaderField f : fields) {
            string(f.name());
            number(f.offset() - base);
            bytes(f.value());
        }
        part(message.root(), base);
    }

    private void part(Part part, long base) {
        boolean decoded = part.decodedSize() != part.size();
        number((decoded ? DECODED : 0)
                | flag(part.disposition(), DISPOSITION)
                | flag(part.contentId(), CONTENT_ID)
                | flag(part.location(), LOCATION)
                | (part.languages().isEmpty() ? 0 : LANGUAGES)
                | flag(part.description(), DESCRIPTION)
                | (part.children().isEmpty() ? 0 : CHILDREN)
                | flag(part.message(), MESSAGE));
        number(part.headerStart() - base);
        number(part.bodyStart() - part.headerStart());
        number(part.size());
        number(part.lines());
        if (decoded) {
            number(part.decodedSize());
        }
        ContentType type = part.contentType();
        string(type.type());
        string(type.subtype());
        parameters(type.parameters());
        number(part.encoding().ordinal());
        if (part.disposition() != null) {
            string(part.disposition().type());
            parameters(part.disposition().parameters());
        }
        optional(part.contentId());
        optional(part.location());
        if (!part.languages().isEmpty()) {
            number(part.languages().size());
            part.languages().forEach(this::string);
        }
        optional(part.description());
        inside(part);
    }

    private void inside(Part part) {
        if (!part.children().isEmpty()) {
            number(part.children().size());
            for (Part child : part.children()) {
                part(child, part.bodyStart());
            }
        }
        if (part.message() != null) {
            message(part.message(), part.bodyStart());
        }
    }

    private static int flag(@Nullable Object value, int flag) {
        return value == null ? 0 : flag;
    }

    private void optional(@Nullable String value) {
        if (value != null) {
            string(value);
        }
    }

    private void parameters(Map<String, String> parameters) {
        number(parameters.size());
        parameters.forEach((name, value) -> {
            string(name);
            string(value);
        });
    }

    private void string(String value) {
        Integer index = INDEX.get(value);
        number(index == null ? 0 : index);
        if (index == null) {
            bytes(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void bytes(byte[] value) {
        number(value.length);
        out.writeBytes(value);
    }

    private void number(long value) {
        long v = value;
        while ((v & ~0x7FL) != 0) {
            out.write((int) (v & 0x7F | 0x80));
            v >>>= 7;
        }
        out.write((int) v);
    }
}
