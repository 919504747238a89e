package org.mailbay.admin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is typed for an operation: its path without the variables, then what is done, which is the first word of its id. */
final class Words {
    private Words() {}

    /** {@code POST /accounts}, {@code createAccount}: {@code accounts create}; {@code POST /queue/{id}/hold}, {@code holdMessage}: {@code queue hold}. */
    static List<String> of(Api.Operation operation) {
        List<String> words = new ArrayList<>(operation.path().stream()
                .filter(segment -> !Api.isVariable(segment))
                .toList());
        String verb = operation.id().split("(?=[A-Z])", 2)[0];
        if (words.size() < 2 || !(words.getLast() + "-").startsWith(verb + "-")) {
            words.add(verb);
        }
        return words;
    }

    /** {@code displayName}: {@code display-name}. */
    static String dashed(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
