package org.mailbay.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the value of a structured MIME field: a word or type, then parameters (RFC 2045 §5.1, RFC 2231). */
final class Parameters {

    private final String in;
    private final int limit;
    private int at;
    private boolean exceeded;

    /** One parameter as it stands in the field; {@code segment} is −1 when it is whole. */
    private record Piece(String name, int segment, boolean extended, String value) {}

    Parameters(String in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** Whether there were more parameters than allowed. */
    boolean isExceeded() {
        return exceeded;
    }

    static Map<String, String> copy(Map<String, String> from) {
        return from.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(from));
    }

    @Nullable
    ContentType contentType() {
        skipBlank();
        String type = token();
        skipBlank();
        if (type.isEmpty() || at >= in.length() || in.charAt(at) != '/') {
            return null;
        }
        at++;
        skipBlank();
        String subtype = token();
        return subtype.isEmpty() ? null : new ContentType(type, subtype, parameters());
    }

    @Nullable
    Disposition disposition() {
        skipBlank();
        String type = token();
        return type.isEmpty() ? null : new Disposition(type, parameters());
    }

    private Map<String, String> parameters() {
        int semicolon = in.indexOf(';', at);
        if (semicolon < 0) {
            return Map.of();
        }
        List<Piece> pieces = new ArrayList<>(4);
        boolean plain = true;
        skipToSemicolon();
        while (at < in.length()) {
            at++;
            skipBlank();
            String name = token();
            skipBlank();
            if (!name.isEmpty() && at < in.length() && in.charAt(at) == '=') {
                at++;
                String value = value(isFileName(name));
                if (pieces.size() == limit) {
                    exceeded = true;
                    break;
                }
                Piece piece = piece(name, value);
                plain &= piece.segment < 0 && !piece.extended;
                pieces.add(piece);
            }
            skipToSemicolon();
        }
        return plain ? plain(pieces) : joined(pieces);
    }

    private static Map<String, String> plain(List<Piece> pieces) {
        Map<String, String> result = new LinkedHashMap<>();
        for (Piece p : pieces) {
            result.putIfAbsent(p.name, words(p.name, p.value));
        }
        return result;
    }

    /** RFC 2231 §3 and §4: segments in their order, percent-decoded, then read in the charset of the first. */
    private static Map<String, String> joined(List<Piece> pieces) {
        Map<String, TreeMap<Integer, Piece>> split = new LinkedHashMap<>();
        Map<String, String> result = new LinkedHashMap<>();
        for (Piece p : pieces) {
            if (p.segment < 0 && !p.extended) {
                result.putIfAbsent(p.name, words(p.name, p.value));
            } else {
                split.computeIfAbsent(p.name, k -> new TreeMap<>()).putIfAbsent(Math.max(p.segment, 0), p);
            }
        }
        split.forEach((name, segments) -> {
            if (segments.containsKey(0)) {
                result.put(name, join(name, segments)); // the extended form wins over a plain one beside it
            }
        });
        return result;
    }

    private static String join(String name, TreeMap<Integer, Piece> segments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder text = new StringBuilder();
        String charset = "utf-8";
        int expected = 0;
        boolean allPlain = true;
        for (Map.Entry<Integer, Piece> e : segments.entrySet()) {
            if (e.getKey() != expected++) {
                break; // a hole: what comes after it belongs to nothing
            }
            Piece p = e.getValue();
            String value = p.value;
            if (p.extended) {
                if (e.getKey() == 0) {
                    int first = value.indexOf('\'');
                    int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
                    if (second >= 0) {
                        charset = first == 0 ? charset : value.substring(0, first);
                        value = value.substring(second + 1);
                    }
                }
                allPlain = false;
                percentDecode(value, bytes);
            } else if (allPlain) {
                text.append(value);
            } else {
                bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            }
        }
        if (!allPlain) {
            text.append(HeaderText.clean(
                    Charsets.decode(bytes.toByteArray(), charset).text()));
            return text.toString();
        }
        return words(name, text.toString());
    }

    private static void percentDecode(String value, ByteArrayOutputStream to) {
        for (int i = 0; i < value.length(); ) {
            char c = value.charAt(i);
            if (c == '%' && i + 2 < value.length()) {
                int hi = Character.digit(value.charAt(i + 1), 16);
                int lo = Character.digit(value.charAt(i + 2), 16);
                if (hi >= 0 && lo >= 0) {
                    to.write(hi << 4 | lo);
                    i += 3;
                    continue;
                }
            }
            if (c < 0x80) {
                to.write(c);
                i++;
            } else {
                int cp = value.codePointAt(i);
                to.writeBytes(Character.toString(cp).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(cp);
            }
        }
    }

    private static boolean isFileName(String name) {
        return name.startsWith("name") || name.startsWith("filename");
    }

    /** Encoded words have no place in parameters (RFC 2047 §5), yet many programs write them. */
    private static String words(String name, String value) {
        return value.contains("=?") && isFileName(name) ? EncodedWords.decodeAnywhere(value) : value;
    }

    /** Splits {@code filename*1*} into its name, segment and whether it is percent-encoded. */
    private static Piece piece(String name, String value) {
        int star = name.indexOf('*');
        if (star <= 0) {
            return new Piece(name, -1, false, value);
        }
        boolean extended = name.endsWith("*");
        String number = name.substring(star + 1, extended ? Math.max(name.length() - 1, star + 1) : name.length());
        if (number.isEmpty()) {
            return new Piece(name.substring(0, star), -1, true, value);
        }
        int segment = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c < '0' || c > '9' || i > 5) {
                return new Piece(name, -1, false, value);
            }
            segment = segment * 10 + c - '0';
        }
        return new Piece(name.substring(0, star), segment, extended, value);
    }

    private String token() {
        int start = at;
        while (at < in.length() && isToken(in.charAt(at))) {
            at++;
        }
        return in.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private static boolean isToken(char c) {
        return c > ' '
                && c < 0x7F
                && switch (c) {
                    case '(', ')', '<', '>', '@', ',', ';', ':', '\\', '"', '/', '[', ']', '?', '=' -> false;
                    default -> true;
                };
    }

    private String value(boolean fileName) {
        skipBlank();
        if (at < in.length() && in.charAt(at) == '"') {
            return quoted();
        }
        // Not quoted: everything up to the semicolon, for names with blanks are commonly left unquoted.
        StringBuilder out = new StringBuilder();
        while (at < in.length() && in.charAt(at) != ';') {
            char c = in.charAt(at);
            if (c == '(' && !fileName) {
                skipComment();
                continue;
            }
            if (c == '"') {
                out.append(quoted());
                continue;
            }
            out.append(c < ' ' ? ' ' : c);
            at++;
        }
        return out.toString().strip();
    }

    private String quoted() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < in.length()) {
            char c = in.charAt(at++);
            if (c == '"') {
                break;
            }
            if (c == '\\' && at < in.length()) {
                char next = in.charAt(at);
                // A lone backslash is a path separator of careless programs.
                if (next == '"' || next == '\\') {
                    c = next;
                    at++;
                }
            }
            if (c != '\r' && c != '\n' && c != 0) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void skipToSemicolon() {
        while (at < in.length() && in.charAt(at) != ';') {
            switch (in.charAt(at)) {
                case '(' -> skipComment();
                case '"' -> quoted();
                default -> at++;
            }
        }
    }

    private void skipBlank() {
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == '(') {
                skipComment();
            } else if (c <= ' ') {
                at++;
            } else {
                return;
            }
        }
    }

    /** Comments nest (RFC 5322 §3.2.2); counting instead of recursing bounds them. */
    private void skipComment() {
        int depth = 0;
        while (at < in.length()) {
            switch (in.charAt(at++)) {
                case '\\' -> at = Math.min(at + 1, in.length());
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                return;
            }
        }
    }
}
