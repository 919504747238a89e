package org.mailbay.features.candidate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes manifest headers apart: clauses between commas, parts between semicolons, both outside of quotes. */
public final class Clauses {
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");
    private static final Pattern PART = Pattern.compile("(?:[^;\"]|\"[^\"]*\")+");

    private Clauses() {}

    /** The clauses of a header. */
    public static List<String> of(String header) {
        return split(CLAUSE, header);
    }

    /** The parts of a clause. */
    public static List<String> parts(String clause) {
        return split(PART, clause);
    }

    /** The names that the clauses of a header begin with, without attributes and directives. */
    public static List<String> names(String header) {
        List<String> names = new ArrayList<>();
        for (String clause : of(header)) {
            parts(clause).stream().filter(part -> !part.contains("=")).forEach(names::add);
        }
        return names;
    }

    private static List<String> split(Pattern pattern, String text) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (!matcher.group().isBlank()) {
                parts.add(matcher.group().strip());
            }
        }
        return parts;
    }
}
