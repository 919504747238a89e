package org.mailbay.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads address lists: RFC 5322 §3.4 with the obsolete syntax of §4.4, and what is written instead.
 *
 * <p>One pass, no recursion, linear in the length.
 */
final class AddressList {

    private final String in;
    private int at;
    private final List<AddressGroup> groups = new ArrayList<>();
    private List<EmailAddress> members = new ArrayList<>();
    private @Nullable String group;

    /** Stands where quotes were, so that no encoded word is read in them or beside them (RFC 2047 §5 (3)). */
    private static final char QUOTES = 0;

    /** Words before the angle bracket as they may be a display name: quotes undone, comments out. */
    private final StringBuilder phrase = new StringBuilder();
    /** The same as they may be an addr-spec: blanks out, quotes kept. */
    private final StringBuilder spec = new StringBuilder();
    /** Whether the spec has an at sign: looked for at each colon, it would be looked for too often. */
    private boolean hasAt;

    private @Nullable String angle;
    /** How much of the phrase stood before the angle bracket. */
    private int before;

    private @Nullable String comment;

    private AddressList(String in) {
        this.in = in;
    }

    static List<AddressGroup> parse(String value) {
        return new AddressList(value).parse();
    }

    private List<AddressGroup> parse() {
        while (at < in.length()) {
            char c = in.charAt(at);
            switch (c) {
                case '"' -> quoted();
                case '(' -> comment = comment();
                case '<' -> angle();
                case '[' -> literal();
                case ',' -> {
                    at++;
                    mailbox();
                }
                case ';' -> {
                    at++;
                    mailbox();
                    closeGroup();
                }
                case ':' -> colon();
                default -> plain(c);
            }
        }
        mailbox();
        closeGroup();
        return List.copyOf(groups);
    }

    private void plain(char c) {
        at++;
        if (c <= ' ') {
            if (!phrase.isEmpty() && phrase.charAt(phrase.length() - 1) != ' ') {
                phrase.append(' ');
            }
        } else {
            phrase.append(c);
            addToSpec(c);
        }
    }

    private void addToSpec(char c) {
        spec.append(c);
        hasAt |= c == '@';
    }

    private void quoted() {
        spec.append('"');
        phrase.append(QUOTES);
        at++;
        while (at < in.length()) {
            char c = in.charAt(at++);
            if (c == '"') {
                break;
            }
            if (c == '\\' && at < in.length()) {
                spec.append(c);
                c = in.charAt(at++);
            }
            if (c == '?' && phrase.charAt(phrase.length() - 1) == '=') {
                phrase.append(QUOTES);
            }
            phrase.append(c);
            addToSpec(c);
        }
        spec.append('"');
        phrase.append(QUOTES);
    }

    /** Reads a comment and what is nested in it (RFC 5322 §3.2.2). */
    private String comment() {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        while (at < in.length()) {
            char c = in.charAt(at++);
            if (c == '\\' && at < in.length()) {
                text.append(in.charAt(at++));
                continue;
            }
            if (c == '(' && depth++ == 0) {
                continue;
            }
            if (c == ')' && --depth == 0) {
                break;
            }
            text.append(c);
        }
        return text.toString().strip();
    }

    private void angle() {
        at++;
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        while (at < in.length()) {
            char c = in.charAt(at);
            if (quoted) {
                out.append(c);
                if (c == '\\' && at + 1 < in.length()) {
                    out.append(in.charAt(++at));
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '>') {
                at++;
                break;
            } else if (c == '(') {
                comment = comment();
                continue;
            } else if (c == '"') {
                quoted = true;
                out.append(c);
            } else if (c == '<') {
                out.setLength(0); // <<a@b>>: the inner one is meant
            } else if (c > ' ') {
                out.append(c);
            }
            at++;
        }
        String found = out.toString();
        if (found.startsWith("@")) {
            // RFC 5322 §4.4 obs-route: <@one,@two:user@host>
            found = found.substring(found.indexOf(':') + 1);
        }
        if (angle != null) {
            // two in a row without a comma
            String between = phrase.substring(before);
            phrase.setLength(before);
            mailbox();
            phrase.append(between);
        }
        angle = found;
        before = phrase.length();
    }

    private void literal() {
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == ',' || c == '<') {
                return;
            }
            at++;
            phrase.append(c);
            if (c > ' ') {
                addToSpec(c);
            }
            if (c == ']') {
                return;
            }
        }
    }

    private void colon() {
        at++;
        if (group == null && angle == null && !hasAt) {
            closeGroup();
            group = name();
            group = group == null ? "" : group;
            reset();
        } else {
            phrase.append(':');
            spec.append(':');
        }
    }

    private @Nullable String name() {
        String words = phrase.toString();
        if (angle != null && !unmarked(words.substring(0, before)).isBlank()) {
            words = words.substring(0, before);
        }
        // Deviates: RFC 2047 §5 (3) wants a blank before the angle bracket, too, which many programs do not write
        String text = unmarked(EncodedWords.decode(words.strip()));
        return text.isBlank() ? null : HeaderText.normalize(text.strip());
    }

    private static String unmarked(String words) {
        return words.indexOf(QUOTES) < 0 ? words : words.replace(String.valueOf(QUOTES), "");
    }

    private void mailbox() {
        String found = angle;
        if (found != null) {
            String name = name();
            if (!found.isEmpty() || name != null) {
                members.add(new EmailAddress(name == null ? commentName() : name, found));
            }
        } else if (!spec.isEmpty()) {
            bare();
        }
        reset();
    }

    /** No angle brackets: an addr-spec, or words that are none; then they are kept as they stand. */
    private void bare() {
        String address = spec.toString();
        String words = phrase.toString().strip();
        if (words.indexOf(' ') >= 0 && words.indexOf('@') < 0) {
            address = unmarked(EncodedWords.decode(words));
        }
        members.add(new EmailAddress(commentName(), address));
    }

    private @Nullable String commentName() {
        String text = comment == null ? "" : EncodedWords.decodeComment(comment).strip();
        return text.isEmpty() ? null : HeaderText.normalize(text);
    }

    private void closeGroup() {
        String name = group;
        if (name != null || !members.isEmpty()) {
            groups.add(new AddressGroup(name, members));
        }
        group = null;
        members = new ArrayList<>();
    }

    private void reset() {
        phrase.setLength(0);
        spec.setLength(0);
        hasAt = false;
        angle = null;
        comment = null;
    }
}
