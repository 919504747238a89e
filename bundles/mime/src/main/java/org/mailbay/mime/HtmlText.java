package org.mailbay.mime;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of an HTML text, for previews and plain searching; not a sanitizer.
 *
 * <p>One pass, no tree: tags become blanks where they part blocks, entities become characters, what is not shown is left out.
 */
public final class HtmlText {

    private static final int LONGEST_ENTITY = 10;
    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("shy", ""),
            Map.entry("zwnj", ""),
            Map.entry("zwj", ""),
            Map.entry("copy", "©"),
            Map.entry("reg", "®"),
            Map.entry("trade", "™"),
            Map.entry("hellip", "…"),
            Map.entry("mdash", "—"),
            Map.entry("ndash", "–"),
            Map.entry("lsquo", "‘"),
            Map.entry("rsquo", "’"),
            Map.entry("ldquo", "“"),
            Map.entry("rdquo", "”"),
            Map.entry("laquo", "«"),
            Map.entry("raquo", "»"),
            Map.entry("bull", "•"),
            Map.entry("middot", "·"),
            Map.entry("euro", "€"),
            Map.entry("pound", "£"),
            Map.entry("deg", "°"),
            Map.entry("auml", "ä"),
            Map.entry("ouml", "ö"),
            Map.entry("uuml", "ü"),
            Map.entry("Auml", "Ä"),
            Map.entry("Ouml", "Ö"),
            Map.entry("Uuml", "Ü"),
            Map.entry("szlig", "ß"),
            Map.entry("eacute", "é"),
            Map.entry("egrave", "è"),
            Map.entry("agrave", "à"),
            Map.entry("aacute", "á"),
            Map.entry("ccedil", "ç"),
            Map.entry("ntilde", "ñ"),
            Map.entry("oacute", "ó"),
            Map.entry("iacute", "í"),
            Map.entry("uacute", "ú"));

    private final String in;
    private final int most;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private HtmlText(String in, int most) {
        this.in = in;
        this.most = most;
    }

    /** The text shown, blanks not yet joined; stops soon after {@code most} characters that are not blank. */
    public static String of(String html, int most) {
        return new HtmlText(html, most).strip();
    }

    private String strip() {
        int solid = 0;
        while (at < in.length() && solid <= most) {
            char c = in.charAt(at);
            if (c == '<' && isMarkup()) {
                markup();
            } else if (c == '&') {
                entity();
                solid++;
            } else {
                at++;
                out.append(c);
                solid += c > ' ' ? 1 : 0;
            }
        }
        return out.toString();
    }

    private boolean isMarkup() {
        if (at + 1 == in.length()) {
            return false;
        }
        char next = in.charAt(at + 1);
        return next == '/' || next == '!' || next == '?' || next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z';
    }

    private void markup() {
        if (in.startsWith("<!--", at)) {
            jump(in.indexOf("-->", at + 4), 3);
            return;
        }
        int start = at + 1;
        int end = start;
        while (end < in.length()
                && (Character.isLetterOrDigit(in.charAt(end)) || end == start && in.charAt(end) == '/')) {
            end++;
        }
        String name = in.substring(start, Math.min(end, start + LONGEST_ENTITY)).toLowerCase(Locale.ROOT);
        afterTag();
        switch (name) {
            case "style", "script", "head", "title", "template", "noscript" -> skipTo("</" + name);
            case "b",
                    "/b",
                    "i",
                    "/i",
                    "em",
                    "/em",
                    "strong",
                    "/strong",
                    "span",
                    "/span",
                    "a",
                    "/a",
                    "font",
                    "/font" -> {}
            case "u", "/u", "small", "/small", "big", "/big", "wbr" -> {}
            default -> out.append(' ');
        }
    }

    /** Goes behind the tag; a greater-than sign in a quoted attribute does not end it. */
    private void afterTag() {
        char quote = 0;
        for (int i = at + 1; i < in.length(); i++) {
            char c = in.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '>') {
                at = i + 1;
                return;
            } else if ((c == '"' || c == '\'') && in.charAt(i - 1) == '=') {
                quote = c;
            }
        }
        at = in.length();
    }

    private void skipTo(String closing) {
        for (int i = in.indexOf('<', at); i >= 0; i = in.indexOf('<', i + 1)) {
            if (in.regionMatches(true, i, closing, 0, closing.length())) {
                at = i;
                return;
            }
        }
        at = in.length();
    }

    private void jump(int to, int length) {
        at = to < 0 ? in.length() : to + length;
    }

    private void entity() {
        int end = at + 1;
        while (end < in.length()
                && end - at <= LONGEST_ENTITY
                && (Character.isLetterOrDigit(in.charAt(end)) || in.charAt(end) == '#')) {
            end++;
        }
        String name = in.substring(at + 1, end);
        boolean whole = end == in.length() || !Character.isLetterOrDigit(in.charAt(end));
        String text = !whole ? null : name.startsWith("#") ? numeric(name.substring(1)) : ENTITIES.get(name);
        if (text == null) {
            out.append('&');
            at++;
        } else {
            out.append(text);
            at = end < in.length() && in.charAt(end) == ';' ? end + 1 : end;
        }
    }

    private static @Nullable String numeric(String digits) {
        try {
            int c = digits.startsWith("x") || digits.startsWith("X")
                    ? Integer.parseInt(digits.substring(1), 16)
                    : Integer.parseInt(digits);
            return c > 0 && Character.isValidCodePoint(c) && (c < 0xD800 || c > 0xDFFF) ? Character.toString(c) : "";
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
