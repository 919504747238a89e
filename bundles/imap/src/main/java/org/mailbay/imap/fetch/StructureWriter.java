package org.mailbay.imap.fetch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.ContentType;
import org.mailbay.mime.Disposition;
import org.mailbay.mime.Message;
import org.mailbay.mime.Part;
import org.mailbay.mime.TransferEncoding;

/**
 * Writes the structure of a message from what is stored of it: RFC 9051 §7.5.2, §9 body.
 *
 * <p>Values that are not ASCII are written in the form of RFC 2231, whatever form they came in, and descriptions in that of RFC 2047:
 * every client understands these. It goes as deep as the parser of messages lets parts nest.
 */
final class StructureWriter {
    /** What stands for the message that was not looked into: nested too deep, or encoded against RFC 2046 §5.2.1. */
    private static final String UNKNOWN_MESSAGE =
            " (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0) ";

    private final Bytes out;
    private final boolean extensible;
    private final boolean global;

    /**
     * Writes to {@code out}.
     *
     * @param global whether message/global is told as message/rfc822 is: clients that enabled UTF-8 expect it (RFC 9051 §9)
     */
    StructureWriter(Bytes out, boolean extensible, boolean global) {
        this.out = out;
        this.extensible = extensible;
        this.global = global;
    }

    void part(Part part) {
        out.add('(');
        if (part.isMultipart()) {
            multipart(part);
        } else {
            single(part);
        }
        out.add(')');
    }

    private void multipart(Part part) {
        for (Part child : part.children()) {
            part(child);
        }
        out.add(' ').string(part.contentType().subtype());
        if (extensible) {
            parameters(part.contentType().parameters());
            extensions(part);
        }
    }

    private void single(Part part) {
        ContentType type = part.contentType();
        out.string(type.type()).add(' ').string(type.subtype());
        parameters(type.parameters());
        String id = part.contentId();
        nstring(id == null ? null : '<' + id + '>');
        String description = part.description();
        nstring(description == null ? null : Words.encode(description));
        out.add(' ').string(encoding(part.encoding())).add(' ').number(part.size());
        if (isToldAsMessage(type)) {
            message(part.message());
            out.number(part.lines());
        } else if (type.isText()) {
            out.add(' ').number(part.lines());
        }
        if (extensible) {
            out.add(" NIL"); // Content-MD5: nobody writes it, nobody reads it
            extensions(part);
        }
    }

    private boolean isToldAsMessage(ContentType type) {
        return type.isMessage() && (global || type.subtype().equals("rfc822"));
    }

    private void message(@Nullable Message message) {
        if (message == null) {
            out.add(UNKNOWN_MESSAGE);
            return;
        }
        out.add(' ');
        EnvelopeWriter.write(message, out);
        out.add(' ');
        part(message.root());
        out.add(' ');
    }

    /** An encoding nobody knows is named so that nobody decodes it (RFC 2045 §6.4). */
    private static String encoding(TransferEncoding encoding) {
        return encoding == TransferEncoding.UNKNOWN ? "x-unknown" : encoding.token();
    }

    private void extensions(Part part) {
        Disposition disposition = part.disposition();
        if (disposition == null) {
            out.add(" NIL");
        } else {
            out.add(" (").string(disposition.type());
            parameters(disposition.parameters());
            out.add(')');
        }
        languages(part.languages());
        nstring(part.location());
    }

    private void languages(List<String> languages) {
        if (languages.isEmpty()) {
            out.add(" NIL");
        } else if (languages.size() == 1) {
            out.add(' ').string(languages.getFirst());
        } else {
            char before = '(';
            out.add(' ');
            for (String language : languages) {
                out.add(before).string(language);
                before = ' ';
            }
            out.add(')');
        }
    }

    private void parameters(Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            out.add(" NIL");
            return;
        }
        out.add(' ');
        char before = '(';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            out.add(before);
            before = ' ';
            String value = parameter.getValue();
            if (isPlain(value)) {
                out.string(parameter.getKey()).add(' ').string(value);
            } else {
                // RFC 9051 §7.5.2: continuations are joined, charsets become UTF-8, the name ends with an asterisk
                out.string(parameter.getKey() + '*').add(' ').string(percentEncoded(value)); // RFC 2231 §4
            }
        }
        out.add(')');
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x7f || value.charAt(i) < ' ' && value.charAt(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    private static String percentEncoded(String value) {
        StringBuilder encoded = new StringBuilder("utf-8''");
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b >= '0' && b <= '9'
                    || b >= 'A' && b <= 'Z'
                    || b >= 'a' && b <= 'z'
                    || b == '.'
                    || b == '-'
                    || b == '_') {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return encoded.toString();
    }

    private void nstring(@Nullable String text) {
        out.add(' ');
        if (text == null) {
            out.add("NIL");
        } else {
            out.string(text);
        }
    }
}
