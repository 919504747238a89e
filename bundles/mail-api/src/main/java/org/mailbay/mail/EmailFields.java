package org.mailbay.mail;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The fields of an email's text in the search index, by which all faces ask for the same. */
public final class EmailFields {
    public static final String FROM = "from";
    public static final String TO = "to";
    public static final String CC = "cc";
    public static final String BCC = "bcc";
    public static final String SUBJECT = "subject";
    public static final String BODY = "body";

    /** Names and words of attachments. */
    public static final String ATTACHMENT = "attachment";

    /** Values of header fields that have none of the fields above, but for those of {@link #isTechnical}. */
    public static final String HEADER = "header";

    /** One word for the name of each header field, see {@link #word}. */
    public static final String HEADER_NAME = "headername";

    /** Header fields whose text has a field of its own: of each the last one, of addresses the names and what stands for the addr-spec. */
    public static final Set<String> ENVELOPE = Set.of(FROM, TO, CC, BCC, SUBJECT);

    /** RFC 8621 §4.4.1, text. */
    public static final Set<String> TEXT = Set.of(FROM, TO, CC, BCC, SUBJECT, BODY, ATTACHMENT);

    /** RFC 8621 §4.4.1, body. */
    public static final Set<String> BODIES = Set.of(BODY, ATTACHMENT);

    /** In {@link #HEADER_NAME}: not all that belongs into {@link #HEADER} is there. */
    public static final String CUT = "x0xcutx0";

    /** In {@link #HEADER_NAME}: one of {@link #ENVELOPE} stands there twice, or is not in the index to its end. */
    public static final String TWICE = "x0xtwicex0";

    private static final int MOST_LENGTH = 60;

    /** Fields that machines write for machines: found by name, not by words. */
    private static final Set<String> TECHNICAL = Set.of("received", "dkim-signature", "domainkey-signature");

    private EmailFields() {}

    /** Whether the values of a header field, by its name in lower case, are not in the index. */
    public static boolean isTechnical(String lowerName) {
        return TECHNICAL.contains(lowerName) || lowerName.startsWith("arc-") || lowerName.startsWith("x-ms-");
    }

    /** A header field's name as a word that no other word equals, and that no language bends: letters and digits between two x0. */
    public static String word(String name) {
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
