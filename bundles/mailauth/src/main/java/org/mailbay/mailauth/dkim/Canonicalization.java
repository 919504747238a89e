package org.mailbay.mailauth.dkim;

import java.util.Locale;
import java.util.Optional;

/** What may change on the way without breaking a signature (RFC 6376 §3.4). */
public enum Canonicalization {
    SIMPLE,
    RELAXED;

    /** Reads a word, letter case heeded. */
    static Optional<Canonicalization> of(String word) {
        return switch (word) {
            case "simple" -> Optional.of(SIMPLE);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }

    /** As signatures write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A header field as it is signed, with its CRLF; {@code raw} is one char an octet, with or without a line break at its end. */
    public String field(String raw) {
        return this == SIMPLE ? simple(raw) : relaxed(raw);
    }

    private static String simple(String raw) {
        return raw.endsWith("\r\n") ? raw : raw + "\r\n"; // RFC 6376 §3.4.1
    }

    /** RFC 6376 §3.4.2. */
    private static String relaxed(String raw) {
        int colon = raw.indexOf(':');
        StringBuilder out = new StringBuilder(raw.length());
        out.append(raw.substring(0, colon).stripTrailing().toLowerCase(Locale.ROOT))
                .append(':');
        boolean isBlank = false;
        boolean isStart = true;
        for (int i = colon + 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\r' && i + 1 < raw.length() && raw.charAt(i + 1) == '\n' || c == '\n') {
                continue;
            }
            if (c == ' ' || c == '\t') {
                isBlank = true;
                continue;
            }
            if (isBlank && !isStart) {
                out.append(' ');
            }
            isBlank = false;
            isStart = false;
            out.append(c);
        }
        return out.append("\r\n").toString();
    }
}
