package org.mailbay.itests.imap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a response is as expected, wherever a server may say the same in other words: the order of FETCH items, flags and attributes is free,
 * an atom may be quoted, more items may be told than were expected, and the text for people is not looked at.
 */
record Match(Names names) {
    private static final Pattern STATUS =
            Pattern.compile("(\\S+) (OK|NO|BAD|BYE|PREAUTH)(?: \\[([^]]*(?:\\([^)]*\\))?[^]]*)])?(?: .*)?");
    private static final Set<String> QUIET = Set.of("OK", "NO", "FLAGS", "RECENT", "CAPABILITY");

    /** Whether one need not expect it. */
    static boolean isQuiet(String response) {
        String[] words = response.split(" ", 4);
        return words[0].equals("*")
                && words.length > 1
                && (QUIET.contains(words[1]) || words.length > 2 && QUIET.contains(words[2]));
    }

    boolean matches(String expected, String actual) {
        Map<String, String> before = names.known();
        boolean matches = isSame(expected, actual);
        if (!matches) {
            names.restore(before);
        }
        return matches;
    }

    private boolean isSame(String expected, String actual) {
        if (expected.equals("+")) {
            return actual.startsWith("+");
        }
        if (expected.startsWith("+")) {
            return names.matches(expected, actual);
        }
        Matcher status = STATUS.matcher(expected);
        if (status.matches()) {
            Matcher said = STATUS.matcher(actual);
            return said.matches()
                    && names.matches(status.group(1), said.group(1))
                    && status.group(2).equals(said.group(2))
                    && (status.group(3) == null || said.group(3) != null && isCode(status.group(3), said.group(3)));
        }
        return isData(Node.read(expected), Node.read(actual));
    }

    private boolean isCode(String expected, String actual) {
        List<Node> wanted = Node.read(expected);
        List<Node> said = Node.read(actual);
        return first(wanted).equals(first(said))
                && (wanted.size() == 1
                        || (first(wanted).equals("PERMANENTFLAGS")
                                ? isWithin(wanted.get(1), said.get(1))
                                : isList(wanted, said)));
    }

    private static String first(List<Node> items) {
        return items.isEmpty() ? "" : word(items.getFirst());
    }

    private static String word(Node node) {
        return node instanceof Node.Word(String text) ? text : "";
    }

    /** {@code * …} */
    private boolean isData(List<Node> expected, List<Node> actual) {
        if (expected.size() < 2 || actual.size() < 2) {
            return isList(expected, actual);
        }
        String kind = word(expected.get(1));
        if (expected.size() > 3 && Set.of("FETCH", "UIDFETCH").contains(word(expected.get(2)))) {
            return actual.size() == 4
                    && isList(expected.subList(0, 3), actual.subList(0, 3))
                    && arePairs(expected.get(3), actual.get(3));
        }
        return switch (kind) {
            case "LIST", "LSUB" ->
                actual.size() >= expected.size()
                        && kind.equals(word(actual.get(1)))
                        && isWithin(expected.get(2), actual.get(2))
                        && isList(expected.subList(3, expected.size()), actual.subList(3, expected.size()));
            case "FLAGS" -> kind.equals(word(actual.get(1))) && isWithin(expected.get(2), actual.get(2));
            case "STATUS" ->
                actual.size() == 4
                        && isList(expected.subList(0, 3), actual.subList(0, 3))
                        && arePairs(expected.get(3), actual.get(3));
            case "CAPABILITY" -> actual.containsAll(expected);
            case "ENABLED" ->
                expected.size() == actual.size() && Set.copyOf(expected).equals(Set.copyOf(actual));
            case "ESEARCH" -> isEsearch(expected, actual);
            case "METADATA" -> isMetadata(expected, actual);
            default -> isList(expected, actual);
        };
    }

    /** {@code * ESEARCH (TAG "a") UID COUNT 1 ALL 1}: its items come in any order. */
    private boolean isEsearch(List<Node> expected, List<Node> actual) {
        int head = expected.size() > 3 && word(expected.get(3)).equals("UID") ? 4 : 3;
        return expected.size() == actual.size()
                && isList(expected.subList(0, head), actual.subList(0, head))
                && arePairs(
                        new Node.Group(expected.subList(head, expected.size())),
                        new Node.Group(actual.subList(head, actual.size())));
    }

    /** {@code * METADATA box (/shared/comment "x")}: its entries come in any order, and their names in any case. */
    private boolean isMetadata(List<Node> expected, List<Node> actual) {
        return expected.size() == 4
                        && actual.size() == 4
                        && expected.get(3) instanceof Node.Group(List<Node> wanted)
                        && actual.get(3) instanceof Node.Group(List<Node> said)
                ? isList(expected.subList(0, 3), actual.subList(0, 3))
                        && wanted.size() == said.size()
                        && arePairs(new Node.Group(named(wanted)), new Node.Group(named(said)))
                : isList(expected, actual);
    }

    /** Names of entries as atoms, whether they were quoted or not. */
    private static List<Node> named(List<Node> pairs) {
        List<Node> named = new ArrayList<>(pairs);
        for (int i = 0; i < named.size(); i += 2) {
            if (named.get(i) instanceof Node.Text(String text)) {
                named.set(i, new Node.Word(text));
            }
        }
        return named;
    }

    /** Every pair that is expected is there with its value. */
    private boolean arePairs(Node expected, Node actual) {
        if (!(expected instanceof Node.Group(List<Node> wanted)) || !(actual instanceof Node.Group(List<Node> said))) {
            return false;
        }
        Map<String, Node> values = new LinkedHashMap<>();
        for (int i = 0; i + 1 < said.size(); i += 2) {
            values.put(word(said.get(i)).toUpperCase(Locale.ROOT), said.get(i + 1));
        }
        for (int i = 0; i + 1 < wanted.size(); i += 2) {
            String key = word(wanted.get(i)).toUpperCase(Locale.ROOT);
            Node value = values.get(key);
            if (value == null || !isValue(key, wanted.get(i + 1), value)) {
                return false;
            }
        }
        return true;
    }

    private boolean isValue(String key, Node expected, Node actual) {
        return switch (key) {
            case "FLAGS" -> areFlags(expected, actual);
            case "BODY", "BODYSTRUCTURE" -> is(Node.lowered(expected), Node.lowered(actual)); // types are of no case
            default -> is(expected, actual);
        };
    }

    /** The same flags, in any order; {@code \Recent} only where it is asked for. */
    private boolean areFlags(Node expected, Node actual) {
        if (!(expected instanceof Node.Group(List<Node> wanted)) || !(actual instanceof Node.Group(List<Node> said))) {
            return false;
        }
        long recent = said.stream()
                .filter(flag -> word(flag).equals("\\Recent") && !wanted.contains(flag))
                .count();
        return wanted.size() == said.size() - recent && isWithin(expected, actual);
    }

    private boolean isWithin(Node expected, Node actual) {
        return expected instanceof Node.Group(List<Node> wanted)
                && actual instanceof Node.Group(List<Node> said)
                && wanted.stream()
                        .allMatch(
                                want -> said.stream().anyMatch(say -> word(want).equalsIgnoreCase(word(say))));
    }

    private boolean isList(List<Node> expected, List<Node> actual) {
        if (!expected.isEmpty() && word(expected.getLast()).equals("...")) {
            int head = expected.size() - 1;
            return actual.size() >= head && isList(expected.subList(0, head), actual.subList(0, head));
        }
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!is(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean is(Node expected, Node actual) {
        return switch (expected) {
            case Node.Group(List<Node> wanted) -> actual instanceof Node.Group(List<Node> said) && isList(wanted, said);
            case Node.Text(String wanted) ->
                switch (actual) {
                    case Node.Text(String said) -> names.matches(wanted, said);
                    case Node.Word(String said) -> !said.equals("NIL") && names.matches(wanted, said);
                    case Node.Group _ -> false;
                };
            case Node.Word(String wanted) ->
                wanted.equals("...")
                        || switch (actual) {
                            case Node.Text(String said) -> !wanted.equals("NIL") && names.matches(wanted, said);
                            case Node.Word(String said) -> names.matches(wanted, said);
                            case Node.Group _ -> false;
                        };
        };
    }
}
