package org.mailbay.imap.grammar;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import org.mailbay.mime.NormalForm;

/** Names of mailboxes: Unicode here, modified UTF-7 or UTF-8 on the wire (RFC 9051 §5.1, RFC 3501 §5.1.3). */
public final class MailboxName {
    /** The longest name on the wire, in octets. */
    public static final int MAX_SIZE = 16_384;

    private static final String INBOX = "INBOX";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private MailboxName() {}

    /**
     * A name from the wire, normalised, so that no two look the same and are not; INBOX in any case is {@code INBOX}.
     *
     * @param utf8 whether it is UTF-8 rather than modified UTF-7
     */
    public static String decode(byte[] name, boolean utf8) throws Malformed {
        if (name.length > MAX_SIZE) {
            throw wrong("is too long");
        }
        String text = utf8 ? Octets.utf8(name) : fromUtf7(name);
        if (isInbox(text)) {
            return INBOX;
        }
        text = NormalForm.of(text, Normalizer.Form.NFC); // RFC 5198 §3
        if (!text.codePoints().allMatch(MailboxName::isAllowed)) {
            throw wrong("holds a character that names do not have");
        }
        return text;
    }

    /** A name in modified UTF-7. */
    public static String encode(String name) {
        int plain = 0;
        while (plain < name.length() && isPlain(name.charAt(plain))) {
            plain++;
        }
        if (plain == name.length()) {
            return name;
        }
        var out = new StringBuilder(name.length() + 16);
        for (int i = 0; i < name.length(); ) {
            char c = name.charAt(i);
            if (c == '&') {
                out.append("&-");
                i++;
            } else if (c >= ' ' && c < 0x7f) {
                out.append(c);
                i++;
            } else {
                int end = i;
                while (end < name.length() && (name.charAt(end) < ' ' || name.charAt(end) > '~')) {
                    end++;
                }
                String shifted = Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(name.substring(i, end).getBytes(StandardCharsets.UTF_16BE));
                out.append('&').append(shifted.replace('/', ',')).append('-');
                i = end;
            }
        }
        return out.toString();
    }

    /** RFC 9051 §5.1: INBOX in any case, of ASCII. */
    private static boolean isInbox(String text) {
        boolean is = text.length() == INBOX.length();
        for (int i = 0; is && i < INBOX.length(); i++) {
            is = (text.charAt(i) & ~0x20) == INBOX.charAt(i);
        }
        return is;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '&';
    }

    private static String fromUtf7(byte[] name) throws Malformed {
        var text = new StringBuilder(name.length);
        for (int i = 0; i < name.length; i++) {
            if (name[i] < ' ' || name[i] == 0x7f) {
                throw wrong(name[i] < 0 ? "holds 8-bit characters" : "holds a control character");
            }
            if (name[i] != '&') {
                text.append((char) name[i]);
                continue;
            }
            int end = ++i;
            while (end < name.length && name[end] != '-') {
                end++;
            }
            if (end == name.length) {
                throw wrong("is no modified UTF-7");
            }
            if (end == i) {
                text.append('&');
            } else {
                shifted(name, i, end, text);
                // RFC 3501 §5.1.3: never "&...-&...-"
                if (end + 2 < name.length && name[end + 1] == '&' && name[end + 2] != '-') {
                    throw wrong("is no modified UTF-7");
                }
            }
            i = end;
        }
        return text.toString();
    }

    /** Base64 of UTF-16 between an ampersand and a hyphen. */
    private static void shifted(byte[] name, int from, int end, StringBuilder text) throws Malformed {
        int bits = 0;
        int held = 0;
        int start = text.length();
        for (int i = from; i < end; i++) {
            int value = ALPHABET.indexOf(name[i]);
            if (value < 0) {
                throw wrong("is no modified UTF-7");
            }
            held = held << 6 | value;
            bits += 6;
            if (bits >= 16) {
                bits -= 16;
                char c = (char) (held >>> bits);
                held &= (1 << bits) - 1;
                if (c >= ' ' && c < 0x7f) {
                    throw wrong("is no modified UTF-7"); // RFC 3501 §5.1.3: what is printable stands for itself
                }
                text.append(c);
            }
        }
        if (bits >= 6 || held != 0) {
            throw wrong("is no modified UTF-7");
        }
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                throw wrong("is no modified UTF-7");
            }
            i += pair ? 1 : 0;
        }
    }

    // RFC 9051 §5.1: no control characters; RFC 5198 §2
    private static boolean isAllowed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> c != 0xfeff && (c & 0xfffe) != 0xfffe && (c < 0xfdd0 || c > 0xfdef);
        };
    }

    private static Malformed wrong(String why) {
        return Malformed.name("a name of a mailbox that " + why);
    }
}
