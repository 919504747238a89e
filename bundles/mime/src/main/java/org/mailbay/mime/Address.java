package org.mailbay.mime;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An address mail can be sent to: the Mailbox of RFC 5321 §4.1.2, internationalised by RFC 6531 §3.3.
 *
 * <p>Valid from birth: no control character, so no CR, LF or NUL, can be in it. Equal when domain and local part are; the letter
 * case of local parts is the receiving domain's business, and kept.
 *
 * @param localPart what stands before the at sign, quotes undone; 1 to 64 bytes of UTF-8
 * @param domain where it is
 */
public record Address(String localPart, Domain domain) {

    private static final int LONGEST_LOCAL = 64; // RFC 5321 §4.5.3.1.1, in bytes
    private static final int LONGEST = 2 * LONGEST_LOCAL + 1_100;

    /** Throws IllegalArgumentException for what is no local part. */
    public Address {
        // Deviates: RFC 5321 §4.1.2 allows "" as local part; nobody has such a mailbox
        if (localPart.isEmpty()
                || localPart.getBytes(StandardCharsets.UTF_8).length > LONGEST_LOCAL
                || !localPart.codePoints().allMatch(Address::isAllowed)) {
            throw new IllegalArgumentException("not a local part");
        }
    }

    /** Reads {@code local@domain}, with nothing around it. */
    public static Optional<Address> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        int at = text.startsWith("\"") ? afterQuotes(text) : text.indexOf('@');
        if (at <= 0 || at >= text.length() || text.charAt(at) != '@') {
            return Optional.empty();
        }
        Optional<String> local = localPart(text.substring(0, at));
        Optional<Domain> domain = Domain.parse(text.substring(at + 1));
        if (local.isEmpty() || domain.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Address(local.get(), domain.get()));
    }

    private static int afterQuotes(String text) {
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    private static Optional<String> localPart(String text) {
        if (!text.startsWith("\"")) {
            return isDotString(text) && isShort(text) ? Optional.of(text) : Optional.empty();
        }
        StringBuilder content = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                c = text.charAt(++i);
                if (c < ' ' || c > '~') {
                    return Optional.empty(); // quoted-pairSMTP
                }
            }
            content.append(c);
        }
        String s = content.toString();
        return !s.isEmpty() && isShort(s) && s.codePoints().allMatch(Address::isAllowed)
                ? Optional.of(s)
                : Optional.empty();
    }

    private static boolean isShort(String local) {
        return local.getBytes(StandardCharsets.UTF_8).length <= LONGEST_LOCAL;
    }

    /** What qtextSMTP and quoted-pairSMTP can say: printable ASCII, and characters beyond (RFC 6531 §3.3). */
    private static boolean isAllowed(int c) {
        return c >= ' ' && c < 0x7F
                || c > 0x9F
                        && Character.isDefined(c)
                        && switch (Character.getType(c)) {
                            case Character.SURROGATE,
                                    Character.UNASSIGNED,
                                    Character.CONTROL,
                                    Character.LINE_SEPARATOR,
                                    Character.PARAGRAPH_SEPARATOR -> false;
                            default -> true;
                        };
    }

    /** Dot-string: atoms with single dots between them. */
    private static boolean isDotString(String s) {
        boolean afterDot = true;
        for (int i = 0; i < s.length(); ) {
            int c = s.codePointAt(i);
            if (c == '.') {
                if (afterDot) {
                    return false;
                }
                afterDot = true;
            } else if (isAtom(c)) {
                afterDot = false;
            } else {
                return false;
            }
            i += Character.charCount(c);
        }
        return !afterDot;
    }

    private static boolean isAtom(int c) {
        if (c >= 0x80) {
            return isAllowed(c);
        }
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    /** Whether it can only travel with SMTPUTF8 (RFC 6531): the local part is not ASCII. */
    public boolean needsSmtpUtf8() {
        return localPart.chars().anyMatch(c -> c >= 0x80);
    }

    /** As it stands in SMTP where every hop knows only ASCII domains; quoted if it must be. */
    public String ascii() {
        return quotedLocalPart() + '@' + domain.ascii();
    }

    private String quotedLocalPart() {
        if (isDotString(localPart)) {
            return localPart;
        }
        return '"' + localPart.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** As it stands in SMTPUTF8 and on screens; quoted if it must be. {@link #parse} reads it back. */
    @Override
    public String toString() {
        return quotedLocalPart() + '@' + domain;
    }
}
