package org.mailbay.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Writes header fields that no text can break out of: folded, encoded where needed, ended with CRLF.
 *
 * <p>Controls in the text become blanks. Lines have 76 characters at most where there are blanks to fold at, and always under 998
 * (RFC 5322 §2.1.1).
 */
public final class HeaderLine {

    private static final int LINE = 76; // RFC 2047 §2
    /** Bytes of UTF-8 that make an encoded word of 64 characters; 75 are allowed (RFC 2047 §2). */
    private static final int WORD_BYTES = 39;
    /** A word longer than this does not go on a line as it is. */
    private static final int LONGEST_WORD = 900;

    private HeaderLine() {}

    /** A field of free text, such as a subject. */
    public static String text(String name, String value) {
        String clean = clean(value);
        return fold(name, isPlain(clean) ? List.of(clean.split(" +")) : encode(clean));
    }

    /** A field of mailboxes. Throws IllegalArgumentException for one that mail cannot be sent to. */
    public static String addresses(String name, List<EmailAddress> mailboxes) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < mailboxes.size(); i++) {
            EmailAddress mailbox = mailboxes.get(i);
            Address address = mailbox.address().orElseThrow(() -> new IllegalArgumentException("no address"));
            String comma = i + 1 < mailboxes.size() ? "," : "";
            if (mailbox.name() == null || mailbox.name().isBlank()) {
                words.add(address + comma);
            } else {
                words.addAll(phrase(clean(mailbox.name()).strip()));
                words.add('<' + address.toString() + '>' + comma);
            }
        }
        return fold(name, words);
    }

    /** RFC 5322 §3.2.5, RFC 2047 §5 (3). */
    private static List<String> phrase(String text) {
        if (!isPlain(text)) {
            return encode(text);
        }
        if (text.chars().allMatch(HeaderLine::isAtom)) {
            return List.of(text.split(" +"));
        }
        return List.of('"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }

    private static boolean isAtom(int c) {
        return c == ' '
                || c >= '0' && c <= '9'
                || c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    private static String clean(String value) {
        StringBuilder out = new StringBuilder(value.length());
        value.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isPlain(String value) {
        if (value.contains("=?") || !value.chars().allMatch(c -> c < 0x7F)) {
            return false;
        }
        int word = 0;
        for (int i = 0; i < value.length(); i++) {
            word = value.charAt(i) == ' ' ? 0 : word + 1;
            if (word > LONGEST_WORD) {
                return false;
            }
        }
        return true;
    }

    /** Encoded words that each hold whole characters (RFC 2047 §5). */
    private static List<String> encode(String value) {
        List<String> words = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < value.length(); ) {
            String c = Character.toString(value.codePointAt(i));
            int more = c.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > WORD_BYTES) {
                words.add(word(piece));
                bytes = 0;
            }
            piece.append(c);
            bytes += more;
            i += c.length();
        }
        words.add(word(piece));
        return words;
    }

    private static String word(StringBuilder piece) {
        byte[] bytes = piece.toString().getBytes(StandardCharsets.UTF_8);
        piece.setLength(0);
        return "=?utf-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }

    private static String fold(String name, List<String> words) {
        if (name.isEmpty() || name.length() > LINE || !name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ':')) {
            throw new IllegalArgumentException("not a field name");
        }
        StringBuilder out = new StringBuilder(name).append(':');
        int line = out.length();
        for (String word : words) {
            if (line + 1 + word.length() > LINE && line > 0) {
                out.append("\r\n");
                line = 0;
            }
            out.append(' ').append(word);
            line += 1 + word.length();
        }
        return out.append("\r\n").toString();
    }
}
