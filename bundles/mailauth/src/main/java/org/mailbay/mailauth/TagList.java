package org.mailbay.mailauth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A list of {@code tag=value} (RFC 6376 §3.2), as in signatures, keys and policies.
 *
 * @param tags in their order; values without blanks at their ends
 */
public record TagList(Map<String, String> tags) {
    private static final int MOST_TAGS = 100;

    public TagList {
        tags = new LinkedHashMap<>(tags);
    }

    @Override
    public Map<String, String> tags() {
        return new LinkedHashMap<>(tags);
    }

    /** Reads a list; empty when it breaks the grammar or has a tag twice. */
    public static Optional<TagList> parse(String text) {
        Map<String, String> tags = new LinkedHashMap<>();
        int at = 0;
        while (at <= text.length()) {
            int end = text.indexOf(';', at);
            boolean isLast = end < 0;
            String spec = strip(text.substring(at, isLast ? text.length() : end));
            if (spec.isEmpty()) {
                if (!isLast || tags.isEmpty()) {
                    return Optional.empty(); // only one semicolon may stand at the end
                }
                break;
            }
            int equals = spec.indexOf('=');
            if (equals < 1 || tags.size() >= MOST_TAGS) {
                return Optional.empty();
            }
            String name = strip(spec.substring(0, equals));
            String value = strip(spec.substring(equals + 1));
            // RFC 6376 §3.2: tags with duplicate names make the whole list invalid
            if (!isName(name) || !isValue(value) || tags.putIfAbsent(name, value) != null) {
                return Optional.empty();
            }
            if (isLast) {
                break;
            }
            at = end + 1;
        }
        return Optional.of(new TagList(tags));
    }

    /** The value of a tag; empty when it is not there. */
    public Optional<String> get(String tag) {
        return Optional.ofNullable(tags.get(tag));
    }

    /** The value without any blanks in it, as base64 is written. */
    public Optional<String> compact(String tag) {
        return get(tag).map(TagList::compacted);
    }

    /** Text without blanks and line breaks. */
    public static String compacted(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (!isBlank(text.charAt(i))) {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    /** Text without blanks and line breaks at its ends: those of RFC 5322 only. */
    public static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!isLetter && (i == 0 || c != '_' && (c < '0' || c > '9'))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(String value) {
        // RFC 8616 §4: UTF-8 may stand where ASCII did
        return value.chars().allMatch(c -> c > ' ' && c != 0x7f || isBlank((char) c));
    }
}
