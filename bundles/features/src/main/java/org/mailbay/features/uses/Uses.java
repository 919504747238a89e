package org.mailbay.features.uses;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mailbay.admin.spi.AdminProblem;

/**
 * What a bundle uses of the server and its machine, a word each.
 *
 * <p>{@code sockets}, {@code files}, {@code threads}, {@code processes}, {@code native} code, {@code reflection}, {@code framework}
 * (other bundles), {@code tables} of the store (one: {@code table:NAME}) and {@code service:INTERFACE}, which may end in {@code .*}.
 *
 * @param words in order
 */
public record Uses(Set<String> words) {
    /** Manifest header: the words, separated by commas. */
    public static final String HEADER = "Mailbay-Uses";

    /** Nothing. */
    public static final Uses NONE = new Uses(Set.of());

    private static final Set<String> PLAIN =
            Set.of("sockets", "files", "threads", "processes", "native", "reflection", "framework", "tables");
    private static final Pattern NAMED = Pattern.compile("table:[A-Za-z0-9._-]{1,64}|service:[\\w.$]{1,300}(\\.\\*)?");

    public Uses {
        words = java.util.Collections.unmodifiableSet(new TreeSet<>(words));
    }

    /**
     * Reads a header, or a list of what is accepted.
     *
     * @throws AdminProblem when a word of it means nothing
     */
    public static Uses parse(String header) throws AdminProblem {
        Set<String> words = new TreeSet<>();
        for (String part : header.split(",")) {
            String word = part.strip();
            if (word.isEmpty()) {
                continue;
            }
            if (!PLAIN.contains(word) && !NAMED.matcher(word).matches()) {
                throw new AdminProblem(
                        400,
                        "malformed-uses",
                        "\"" + (word.length() > 80 ? word.substring(0, 80) : word)
                                + "\" is nothing that a bundle may use: " + String.join(", ", new TreeSet<>(PLAIN))
                                + ", table:NAME, service:INTERFACE.");
            }
            words.add(word);
        }
        return new Uses(words);
    }

    /** The words of this that {@code granted} does not cover. */
    public List<String> beyond(Uses granted) {
        return words.stream().filter(word -> !granted.covers(word)).toList();
    }

    private boolean covers(String word) {
        if (words.contains(word)) {
            return true;
        }
        if (word.equals("tables")) {
            // Which tables cannot be told from bytecode; that some are named is as much as can be asked.
            return words.stream().anyMatch(granted -> granted.startsWith("table:"));
        }
        if (word.startsWith("table:")) {
            return words.contains("tables");
        }
        return words.stream()
                .anyMatch(granted -> granted.startsWith("service:")
                        && granted.endsWith(".*")
                        && word.startsWith(granted.substring(0, granted.length() - 1)));
    }
}
