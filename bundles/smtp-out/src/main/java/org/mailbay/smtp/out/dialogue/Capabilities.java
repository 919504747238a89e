package org.mailbay.smtp.out.dialogue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.mailbay.smtp.out.wire.Reply;

/**
 * What a server offered (RFC 5321 §4.1.1.1).
 *
 * @param keywords in upper case, with what stands after them
 */
public record Capabilities(Map<String, String> keywords) {
    /** Of a server that knows no EHLO. */
    static final Capabilities NONE = new Capabilities(Map.of());

    public Capabilities {
        keywords = Map.copyOf(keywords);
    }

    static Capabilities of(Reply ehlo) {
        Map<String, String> keywords = new HashMap<>();
        List<String> lines = ehlo.lines();
        for (String line : lines.subList(1, lines.size())) {
            // Some old servers say AUTH=LOGIN PLAIN
            String[] words = line.strip().replaceFirst("^(?i)AUTH=", "AUTH ").split(" ", 2);
            keywords.merge(
                    words[0].toUpperCase(Locale.ROOT),
                    words.length > 1 ? words[1].strip() : "",
                    (a, b) -> (a + " " + b).strip());
        }
        return new Capabilities(keywords);
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /** Largest message; empty when it did not say, or said that there is no limit (RFC 1870 §4: 0). */
    OptionalLong maxSize() {
        OptionalLong size = number(keywords.getOrDefault("SIZE", ""));
        return size.isPresent() && size.getAsLong() == 0 ? OptionalLong.empty() : size;
    }

    /** One of the limits of RFC 9422, such as RCPTMAX. */
    OptionalLong limit(String name) {
        for (String word : keywords.getOrDefault("LIMITS", "").split(" ")) {
            if (word.regionMatches(true, 0, name + "=", 0, name.length() + 1)) {
                OptionalLong value = number(word.substring(name.length() + 1));
                return value.isPresent() && value.getAsLong() == 0 ? OptionalLong.empty() : value;
            }
        }
        return OptionalLong.empty();
    }

    /** Mechanisms for AUTH (RFC 4954 §3), in upper case. */
    Set<String> mechanisms() {
        return new HashSet<>(Arrays.asList(
                keywords.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT).split(" ")));
    }

    static OptionalLong number(String text) {
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }
}
