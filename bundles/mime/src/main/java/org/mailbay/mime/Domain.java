package org.mailbay.mime;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A mail domain, or an address literal, in the one form that it is compared in.
 *
 * <p>Lower case, internationalised labels as U-labels (RFC 5890 §2.3.2.1), no dot at the end: {@code xn--mller-kva.example} and
 * {@code MÜLLER.example} are both {@code müller.example}. A label that begins with {@code xn--} but is no valid A-label stays.
 *
 * @param name the normalised name, such as {@code example.org} or {@code [192.0.2.1]}
 */
public record Domain(String name) {

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;
    private static final String ACE = "xn--";

    /** Normalises the name. Throws IllegalArgumentException for what is no domain. */
    public Domain {
        name = normalize(name).orElseThrow(() -> new IllegalArgumentException("not a domain name"));
    }

    public static Optional<Domain> parse(String name) {
        return normalize(name).map(Domain::new);
    }

    /** Whether this is an IP address in brackets (RFC 5321 §4.1.3). */
    public boolean isLiteral() {
        return name.startsWith("[");
    }

    /** The name as DNS has it, with A-labels. */
    public String ascii() {
        if (isAscii(name)) {
            return name;
        }
        StringBuilder out = new StringBuilder();
        for (String label : name.split("\\.")) {
            out.append(out.isEmpty() ? "" : ".").append(ascii(label).orElse(label));
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return name;
    }

    private static Optional<String> normalize(String given) {
        if (given.isEmpty() || given.length() > 4 * LONGEST_NAME) {
            return Optional.empty();
        }
        if (given.charAt(0) == '[') {
            return AddressLiteral.normalize(given);
        }
        // The other full stops of UTS #46 §2.3; NFKC takes widths and ligatures away, and lower case is the mapping of
        // RFC 5895 §2
        String folded = Normalizer.normalize(given, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace('。', '.');
        folded = Normalizer.normalize(folded, Normalizer.Form.NFKC);
        if (folded.endsWith(".")) {
            folded = folded.substring(0, folded.length() - 1);
        }
        List<String> labels = new ArrayList<>(4);
        int length = -1;
        for (String label : folded.split("\\.", -1)) {
            Optional<String> normal = label(label);
            if (normal.isEmpty()) {
                return Optional.empty();
            }
            length += 1 + ascii(normal.get()).orElse("").length();
            labels.add(normal.get());
        }
        // RFC 5321 §4.5.3.1.2; all digits would be taken for an address
        if (length > LONGEST_NAME || labels.getLast().chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(String.join(".", labels));
    }

    private static Optional<String> label(String label) {
        if (label.isEmpty() || label.startsWith("-") || label.endsWith("-") || !hasLetters(label)) {
            return Optional.empty();
        }
        if (!isAscii(label)) {
            return ascii(label).map(ok -> label);
        }
        if (label.length() > LONGEST_LABEL) {
            return Optional.empty();
        }
        if (label.startsWith(ACE)) {
            Optional<String> decoded =
                    Punycode.decode(label.substring(ACE.length())).filter(u -> isULabel(u, label));
            return Optional.of(decoded.orElse(label));
        }
        return Optional.of(label);
    }

    /** Whether the text is what normalising and encoding again would give: only then are both forms the same name. */
    private static boolean isULabel(String text, String ace) {
        return !text.startsWith("-")
                && !text.endsWith("-")
                && !isAscii(text)
                && hasLetters(text)
                && text.equals(text.toLowerCase(Locale.ROOT))
                && Normalizer.isNormalized(text, Normalizer.Form.NFKC)
                && ascii(text).equals(Optional.of(ace));
    }

    /** Letters, digits and hyphens (RFC 5321 §4.1.2); the underscore too, for it is used; marks and the like in U-labels. */
    private static boolean hasLetters(String label) {
        return !Character.isLowSurrogate(label.charAt(0))
                && Character.getType(label.codePointAt(0)) != Character.NON_SPACING_MARK
                && label.codePoints().allMatch(Domain::isAllowed);
    }

    private static boolean isAllowed(int c) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
        }
        return switch (Character.getType(c)) {
            case Character.LOWERCASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER -> true;
            default -> c == 0xB7 || c == 0x30FB; // RFC 5892 §2.6 in its right places; emoji are no letters
        };
    }

    private static boolean isAscii(String s) {
        return s.chars().allMatch(c -> c < 0x80);
    }

    private static Optional<String> ascii(String label) {
        if (isAscii(label)) {
            return Optional.of(label);
        }
        return Punycode.encode(label).map(p -> ACE + p).filter(a -> a.length() <= LONGEST_LABEL);
    }
}
