package org.mailbay.mime;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

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

    /** More blanks than these in a row do not stand on a line as they are. */
    private static final int MOST_BLANKS = 10;

    /** RFC 5322 §2.1.1, in bytes without the line break. */
    private static final int LONGEST_LINE = 998;

    private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n]+");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ENGLISH);

    private HeaderLine() {}

    /** A field of free text, such as a subject. */
    public static String text(String name, String value) {
        String clean = clean(value).stripTrailing();
        return fold(name, isPlain(clean) ? List.of(clean.split(" ", -1)) : encode(clean));
    }

    /**
     * A field as somebody else wrote it.
     *
     * @param value what stands behind the colon, folded or not
     * @throws IllegalArgumentException when it would begin another field, or has lines that are too long
     */
    public static String raw(String name, String value) {
        String[] lines = value.replace("\r\n", "\n").split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            boolean folded = i == 0 || !line.isBlank() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            int before = i == 0 ? name.length() + 1 : 0;
            if (!folded
                    || !clean(line).equals(line.replace('\t', ' '))
                    || before + line.getBytes(StandardCharsets.UTF_8).length > LONGEST_LINE) {
                throw new IllegalArgumentException("not the value of one field");
            }
        }
        checkName(name);
        return name + ':' + String.join("\r\n", lines) + "\r\n";
    }

    /** A field of message ids (RFC 5322 §3.6.4), without their brackets. Throws IllegalArgumentException for what is none. */
    public static String messageIds(String name, List<String> ids) {
        return fold(name, ids.stream().map(HeaderLine::bracketed).toList());
    }

    /** A field of URLs (RFC 2369 §2), without their brackets. Throws IllegalArgumentException for what is none. */
    public static String urls(String name, List<String> urls) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            words.add(bracketed(urls.get(i)) + (i + 1 < urls.size() ? "," : ""));
        }
        return fold(name, words);
    }

    private static String bracketed(String id) {
        if (id.isEmpty()
                || id.length() > LONGEST_WORD
                || !id.chars().allMatch(c -> isShown(c) && c != '<' && c != '>')) {
            throw new IllegalArgumentException("not an id");
        }
        return '<' + id + '>';
    }

    private static boolean isShown(int c) {
        return c > ' ' && c < 0x7F || c > 0x9F && !Character.isSurrogate((char) c) && !Character.isSpaceChar(c);
    }

    /** A field of a date (RFC 5322 §3.3). */
    public static String date(String name, OffsetDateTime date) {
        return fold(name, List.of(DATE.format(date)));
    }

    /** A field of mailboxes in groups. Throws IllegalArgumentException for a mailbox that no header can say. */
    public static String groups(String name, List<AddressGroup> groups) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            AddressGroup group = groups.get(i);
            String end = i + 1 < groups.size() ? "," : "";
            if (group.name() == null) {
                addMailboxes(group.addresses(), words, end);
                continue;
            }
            List<String> phrase = phrase(clean(group.name()).strip());
            words.addAll(phrase.subList(0, phrase.size() - 1));
            words.add(phrase.getLast() + ':');
            addMailboxes(group.addresses(), words, "");
            words.set(words.size() - 1, words.getLast() + ';' + end);
        }
        return fold(name, words);
    }

    /**
     * A field of a word with parameters, such as Content-Type (RFC 2045 §5.1, RFC 2231).
     *
     * @param value a token, or two with a slash between them
     * @param parameters by name, which is a token
     */
    public static String parameters(String name, String value, Map<String, String> parameters) {
        List<String> words = new ArrayList<>();
        words.add(value);
        parameters.forEach((parameter, text) -> {
            words.set(words.size() - 1, words.getLast() + ';');
            words.addAll(ParameterWriter.words(parameter, clean(text)));
        });
        return fold(name, words);
    }

    /** A field of mailboxes. Throws IllegalArgumentException for one that no header can say. */
    public static String addresses(String name, List<EmailAddress> mailboxes) {
        List<String> words = new ArrayList<>();
        addMailboxes(mailboxes, words, "");
        return fold(name, words);
    }

    private static void addMailboxes(List<EmailAddress> mailboxes, List<String> words, String end) {
        for (int i = 0; i < mailboxes.size(); i++) {
            EmailAddress mailbox = mailboxes.get(i);
            String address = spec(mailbox);
            String comma = i + 1 < mailboxes.size() ? "," : end;
            if (mailbox.name() == null || mailbox.name().isBlank()) {
                words.add((mailbox.address().isPresent() ? address : '<' + address + '>') + comma);
            } else {
                words.addAll(phrase(clean(mailbox.name()).strip()));
                words.add('<' + address + '>' + comma);
            }
        }
    }

    /** An address that needs no SMTPUTF8 is written so; a draft may hold what is no address yet. */
    private static String spec(EmailAddress mailbox) {
        String text = mailbox.email();
        return mailbox.address()
                .map(address -> address.needsSmtpUtf8() ? address.toString() : address.ascii())
                .orElseGet(() -> {
                    boolean possible = !text.isEmpty()
                            && text.length() <= LONGEST_WORD
                            && text.chars().allMatch(c -> isShown(c) && "<>()[],;:\\\"".indexOf(c) < 0);
                    if (!possible) {
                        throw new IllegalArgumentException("no address");
                    }
                    return text;
                });
    }

    /** RFC 5322 §3.2.5, RFC 2047 §5 (3). */
    private static List<String> phrase(String text) {
        if (!isPlain(text)) {
            return encode(text);
        }
        if (text.chars().allMatch(HeaderLine::isAtom)) {
            return List.of(text.split(" ", -1));
        }
        // RFC 5322 §3.2.4: a quoted string may be folded at its blanks
        return List.of(('"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"').split(" ", -1));
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
        LINE_BREAKS
                .matcher(value)
                .replaceAll(" ")
                .codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isPlain(String value) {
        if (value.contains("=?") || !value.chars().allMatch(c -> c < 0x7F)) {
            return false;
        }
        int word = 0;
        int blanks = 0;
        for (int i = 0; i < value.length(); i++) {
            boolean isBlank = value.charAt(i) == ' ';
            word = isBlank ? 0 : word + 1;
            blanks = isBlank ? blanks + 1 : 0;
            if (word > LONGEST_WORD || blanks > MOST_BLANKS) {
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
        checkName(name);
        StringBuilder out = new StringBuilder(name).append(':');
        int line = out.length();
        for (String word : words) {
            // Not before another blank: a line of blanks is the end of the header to some
            if (!word.isEmpty() && line + 1 + word.length() > LINE && line > 0) {
                out.append("\r\n");
                line = 0;
            }
            out.append(' ').append(word);
            line += 1 + word.length();
        }
        return out.append("\r\n").toString();
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > LINE || !name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ':')) {
            throw new IllegalArgumentException("not a field name");
        }
    }
}
