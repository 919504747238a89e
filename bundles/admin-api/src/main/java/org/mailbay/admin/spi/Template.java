package org.mailbay.admin.spi;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A path with variables, such as {@code accounts/{address}/tokens}.
 *
 * <p>Ordered so that of two that match the same path the more exact one comes first.
 *
 * @param segments those in braces are variables, of one segment each
 */
public record Template(List<String> segments) implements Comparable<Template> {
    private static final String WORD = "[a-z][a-zA-Z0-9.-]*";

    public Template {
        segments = List.copyOf(segments);
        Set<String> names = new HashSet<>();
        for (String segment : segments) {
            if (!segment.matches(WORD + "|\\{" + WORD + "}")) {
                throw new IllegalArgumentException("path segment " + segment);
            }
            if (isVariable(segment) && !names.add(segment)) {
                throw new IllegalArgumentException(segment + " twice");
            }
        }
    }

    /** Reads segments with slashes between; none at all when the text is empty. */
    public static Template of(String text) {
        return new Template(
                Arrays.stream(text.split("/")).filter(s -> !s.isEmpty()).toList());
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }

    /** This one, below another. */
    public Template below(Template other) {
        return of(other + "/" + this);
    }

    /** The names of the variables, in order. */
    public List<String> variables() {
        return segments.stream()
                .filter(Template::isVariable)
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
    }

    /** The values of the variables, when a path is one of these. */
    public Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String segment = segments.get(i);
            if (isVariable(segment)) {
                values.put(segment.substring(1, segment.length() - 1), path.get(i));
            } else if (!segment.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    @Override
    public int compareTo(Template other) {
        for (int i = 0; i < Math.min(segments.size(), other.segments.size()); i++) {
            boolean isVariable = isVariable(segments.get(i));
            int order = isVariable == isVariable(other.segments.get(i))
                    ? segments.get(i).compareTo(other.segments.get(i))
                    : Boolean.compare(isVariable, !isVariable);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(segments.size(), other.segments.size());
    }

    @Override
    public String toString() {
        return String.join("/", segments);
    }
}
