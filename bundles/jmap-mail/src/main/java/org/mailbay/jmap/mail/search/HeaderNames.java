package org.mailbay.jmap.mail.search;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A header field's name as a word that no other word equals, and that no language bends: letters and digits between two x0. */
final class HeaderNames {
    /** Says that not all values are in the index. */
    static final String CUT = "x0xcutx0";

    private static final int MOST_LENGTH = 60;

    private HeaderNames() {}

    static String word(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        StringBuilder word = new StringBuilder("x0");
        for (byte octet :
                lower.substring(0, Math.min(lower.length(), MOST_LENGTH)).getBytes(StandardCharsets.UTF_8)) {
            if (octet >= 'a' && octet <= 'w' || octet == 'y' || octet == 'z') {
                word.append((char) octet);
            } else {
                word.append('x').append((char) ('a' + (octet >> 4 & 15))).append((char) ('a' + (octet & 15)));
            }
        }
        return word.append("x0").toString();
    }
}
