package org.mailbay.mailauth.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Text with macros (RFC 7208 §7), parsed.
 *
 * @param text as written
 */
record MacroText(String text, List<Piece> pieces) {
    private static final String DELIMITERS = ".-+,/_=";

    /** Longer values, which only hostile ones are, are cut from the left. */
    private static final int LONGEST = 8_192;

    MacroText {
        pieces = List.copyOf(pieces);
    }

    /** Text as it is, or a macro. */
    sealed interface Piece {}

    record Literal(String text) implements Piece {}

    /**
     * A macro.
     *
     * @param letter in lower case
     * @param right how many parts on the right to keep; 0 for all
     */
    record Macro(char letter, boolean isEscaped, int right, boolean isReversed, String delimiters) implements Piece {}

    /** Where the value of a macro letter is got from. */
    interface Values {
        /** Empty when it cannot be said here: nothing matches then (RFC 8616 §4). */
        Optional<String> value(char letter) throws PolicyException;
    }

    /** A name to ask for: ends in a top-level label or a macro. */
    static MacroText domainSpec(String text) throws PolicyException {
        MacroText parsed = parse(text, "slodipvh", false);
        if (!endsInTopLabel(text, parsed.pieces)) {
            throw PolicyException.permanent("no domain-spec");
        }
        return parsed;
    }

    /** The value of a modifier that is not known. */
    static MacroText macroString(String text) throws PolicyException {
        return parse(text, "slodipvhcrt", false);
    }

    /** What explains a fail: blanks and more letters are allowed. */
    static MacroText explanation(String text) throws PolicyException {
        return parse(text, "slodipvhcrt", true);
    }

    private static MacroText parse(String text, String letters, boolean hasBlanks) throws PolicyException {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                if (c > '~' || c < ' ' || c == ' ' && !hasBlanks) {
                    throw PolicyException.permanent("a character that is not allowed");
                }
                literal.append(c);
                continue;
            }
            char next = ++i < text.length() ? text.charAt(i) : ' ';
            switch (next) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    int end = text.indexOf('}', i);
                    if (end < 0) {
                        throw PolicyException.permanent("an open macro");
                    }
                    if (!literal.isEmpty()) {
                        pieces.add(new Literal(literal.toString()));
                        literal.setLength(0);
                    }
                    pieces.add(macro(text.substring(i + 1, end), letters));
                    i = end;
                }
                default -> throw PolicyException.permanent("a percent sign alone");
            }
        }
        if (!literal.isEmpty()) {
            pieces.add(new Literal(literal.toString()));
        }
        return new MacroText(text, pieces);
    }

    private static Macro macro(String inside, String letters) throws PolicyException {
        char given = inside.isEmpty() ? ' ' : inside.charAt(0);
        char letter = Character.toLowerCase(given);
        int at = 1;
        int right = 0;
        boolean hasDigits = false;
        while (at < inside.length() && inside.charAt(at) >= '0' && inside.charAt(at) <= '9') {
            right = Math.min(1_000, right * 10 + inside.charAt(at++) - '0');
            hasDigits = true;
        }
        boolean isReversed = at < inside.length() && (inside.charAt(at) == 'r' || inside.charAt(at) == 'R');
        String delimiters = inside.substring(Math.min(inside.length(), isReversed ? at + 1 : at));
        // RFC 7208 §7.1: a DIGIT, if given, is not zero
        if (given > 'z'
                || letters.indexOf(letter) < 0
                || hasDigits && right == 0
                || !delimiters.chars().allMatch(c -> DELIMITERS.indexOf(c) >= 0)) {
            throw PolicyException.permanent("a macro that does not exist");
        }
        return new Macro(letter, given != letter, right, isReversed, delimiters.isEmpty() ? "." : delimiters);
    }

    /** RFC 7208 §7.1 domain-end. */
    private static boolean endsInTopLabel(String text, List<Piece> pieces) {
        if (pieces.isEmpty()) {
            return false;
        }
        if (pieces.getLast() instanceof Macro || text.endsWith("%%") || text.endsWith("%_") || text.endsWith("%-")) {
            return true;
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return false;
        }
        String label = name.substring(dot + 1);
        boolean isAllowed = !label.isEmpty() && label.chars().allMatch(c -> c == '-' || isAlphanumeric(c));
        boolean isNumber = label.chars().allMatch(c -> c >= '0' && c <= '9');
        return isAllowed && !isNumber && !label.startsWith("-") && !label.endsWith("-");
    }

    private static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** With the values; empty when one of them cannot be said. */
    Optional<String> expand(Values values) throws PolicyException {
        StringBuilder out = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Literal literal -> out.append(literal.text());
                case Macro macro -> {
                    Optional<String> value = values.value(macro.letter());
                    if (value.isEmpty()) {
                        return Optional.empty();
                    }
                    String taken = transform(macro, value.get());
                    out.append(macro.isEscaped() ? escape(taken) : taken);
                }
            }
            if (out.length() > LONGEST) {
                out.delete(0, out.length() - LONGEST);
            }
        }
        return Optional.of(out.toString());
    }

    private static String transform(Macro macro, String value) {
        if (macro.right() == 0 && !macro.isReversed() && macro.delimiters().equals(".")) {
            return value;
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || macro.delimiters().indexOf(value.charAt(i)) >= 0) {
                parts.add(value.substring(start, i));
                start = i + 1;
            }
        }
        if (macro.isReversed()) {
            Collections.reverse(parts);
        }
        int skipped = macro.right() == 0 ? 0 : Math.max(0, parts.size() - macro.right());
        return String.join(".", parts.subList(skipped, parts.size()));
    }

    /** RFC 7208 §7.3: what RFC 3986 does not call unreserved is escaped. */
    private static String escape(String value) {
        StringBuilder out = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && (isAlphanumeric(b) || "-._~".indexOf(b) >= 0)) {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }

    /** The text as a name to ask for: at most 253 characters, labels taken off on the left (RFC 7208 §7.3); empty when it is none. */
    static Optional<String> name(String expanded) {
        String name = expanded.endsWith(".") ? expanded.substring(0, expanded.length() - 1) : expanded;
        while (name.length() > 253) {
            int dot = name.indexOf('.');
            if (dot < 0) {
                return Optional.empty();
            }
            name = name.substring(dot + 1);
        }
        boolean isName = Arrays.stream(name.split("\\.", -1)).allMatch(l -> !l.isEmpty() && l.length() <= 63);
        return isName ? Optional.of(name) : Optional.empty();
    }
}
