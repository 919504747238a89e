package org.mailbay.mailauth;

import java.util.Locale;

/**
 * One field of a header, byte for byte.
 *
 * @param name as it is written
 * @param raw from the first letter of the name up to and with the last line break, one char an octet (ISO 8859-1)
 * @param offset of its first byte in the message
 */
public record RawField(String name, String raw, long offset) {
    /** Whether it has this name, in any case. */
    public boolean is(String wanted) {
        return name.equalsIgnoreCase(wanted);
    }

    /** The name for look-ups. */
    public String key() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** What stands behind the colon, unfolded (RFC 5322 §2.2.3), without blanks at its ends. */
    public String value() {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = raw.indexOf(':') + 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\r' && c != '\n') {
                out.append(c);
            }
        }
        return out.toString().strip();
    }

    /** How many bytes of the message it takes. */
    public int length() {
        return raw.length();
    }
}
