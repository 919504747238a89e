package org.mailbay.mime;

import java.util.Locale;

/** How a part's bytes were made fit for transport (RFC 2045 §6). The order is part of the stored form. */
public enum TransferEncoding {
    SEVEN_BIT("7bit"),
    EIGHT_BIT("8bit"),
    BINARY("binary"),
    QUOTED_PRINTABLE("quoted-printable"),
    BASE64("base64"),
    /** Never standardised, but old mail has it. */
    UUENCODE("x-uuencode"),
    /** Not one of ours; the bytes are passed on as they are (RFC 2045 §6.4). */
    UNKNOWN("binary");

    private final String token;

    TransferEncoding(String token) {
        this.token = token;
    }

    /** The encoding's name as it stands in a header. */
    public String token() {
        return token;
    }

    /** Whether the bytes on the wire are the content. */
    public boolean isIdentity() {
        return switch (this) {
            case SEVEN_BIT, EIGHT_BIT, BINARY, UNKNOWN -> true;
            case QUOTED_PRINTABLE, BASE64, UUENCODE -> false;
        };
    }

    /** Reads a field's value; anything unheard of is {@link #UNKNOWN}. */
    static TransferEncoding parse(String value) {
        String word = value.strip();
        int end = 0;
        while (end < word.length() && word.charAt(end) > ' ' && word.charAt(end) != ';' && word.charAt(end) != '(') {
            end++;
        }
        return switch (word.substring(0, end).toLowerCase(Locale.ROOT)) {
            case "", "7bit", "7-bit" -> SEVEN_BIT;
            case "8bit", "8-bit" -> EIGHT_BIT;
            case "binary" -> BINARY;
            case "quoted-printable", "quotedprintable" -> QUOTED_PRINTABLE;
            case "base64", "base-64" -> BASE64;
            case "uuencode", "x-uuencode", "x-uue", "uue" -> UUENCODE;
            default -> UNKNOWN;
        };
    }
}
