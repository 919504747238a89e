package org.mailbay.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The first words of a message, as lists of messages show them: RFC 8621 §4.1.4 {@code preview}. */
public final class Preview {

    /** RFC 8621 §4.1.4. */
    public static final int LONGEST = 256;

    /** Bytes of plain text that are looked at. */
    private static final int LOOK_PLAIN = 2 * 1024;

    /** Bytes of HTML that are looked at: that of newsletters begins with much that is not shown. */
    private static final int LOOK_HTML = 32 * 1024;

    private Preview() {}

    /** The part to make the preview of; empty when the message has no text. */
    public static Optional<Part> part(Message message) {
        List<Part> text = BodyParts.of(message).textBody();
        return text.stream().filter(part -> part.contentType().isText()).findFirst();
    }

    /** Makes the preview of a part from its body, which is neither read to its end nor closed. */
    public static String read(Part part, InputStream body) throws IOException {
        boolean isHtml = part.contentType().is("text", "html");
        return of(BodyText.read(part, body, isHtml ? LOOK_HTML : LOOK_PLAIN).value(), isHtml);
    }

    /** At most {@link #LONGEST} characters on one line. */
    public static String of(String text, boolean isHtml) {
        if (isHtml) {
            return line(HtmlText.of(text, LONGEST));
        }
        String own = line(withoutQuotes(text));
        return own.isEmpty() ? line(text) : own;
    }

    private static String withoutQuotes(String text) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length() && out.length() < 8 * LONGEST) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end + 1;
            if (text.charAt(at) != '>') {
                out.append(text, at, end);
            }
            at = end;
        }
        return out.toString();
    }

    private static String line(String text) {
        StringBuilder out = new StringBuilder(LONGEST);
        boolean blank = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c <= ' ' || Character.isSpaceChar(c)) {
                blank = !out.isEmpty();
            } else if (isShown(c)) {
                int more = Character.charCount(c) + (blank ? 1 : 0);
                if (out.length() + more > LONGEST) {
                    break;
                }
                out.append(blank ? " " : "").appendCodePoint(c);
                blank = false;
            }
        }
        return out.toString();
    }

    /** Controls, lone surrogates and the invisible fillers of newsletters say nothing. */
    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED, Character.FORMAT -> false;
            default -> c != 0x034F;
        };
    }
}
