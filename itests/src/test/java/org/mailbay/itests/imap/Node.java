package org.mailbay.itests.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A part of a response: a word, a string, or a list in parentheses. */
sealed interface Node {
    record Word(String text) implements Node {}

    record Text(String text) implements Node {}

    record Group(List<Node> items) implements Node {}

    /** The parts of a line. What is in brackets belongs to the word before. */
    static List<Node> read(String line) {
        return new Reader(line).items('\0');
    }

    /** The same in lower case. */
    static Node lowered(Node node) {
        return switch (node) {
            case Word(String text) -> new Word(text.toLowerCase(Locale.ROOT));
            case Text(String text) -> new Text(text.toLowerCase(Locale.ROOT));
            case Group(List<Node> items) ->
                new Group(items.stream().map(Node::lowered).toList());
        };
    }

    /** Reads one line. */
    final class Reader {
        private final String line;
        private int at;

        private Reader(String line) {
            this.line = line;
        }

        private List<Node> items(char end) {
            List<Node> items = new ArrayList<>();
            while (at < line.length() && line.charAt(at) != end) {
                switch (line.charAt(at)) {
                    case ' ' -> at++;
                    case '(' -> {
                        at++;
                        items.add(new Group(items(')')));
                    }
                    case '"' -> items.add(text());
                    default -> items.add(word());
                }
            }
            at++;
            return items;
        }

        private Node text() {
            StringBuilder text = new StringBuilder();
            for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
                char c = line.charAt(at);
                if (c == '\\' && at + 1 < line.length()) {
                    c = switch (line.charAt(++at)) {
                        case 'r' -> '\r';
                        case 'n' -> '\n';
                        default -> line.charAt(at);
                    };
                }
                text.append(c);
            }
            at++;
            return new Text(text.toString());
        }

        private Node word() {
            int from = at;
            int depth = 0;
            for (; at < line.length(); at++) {
                char c = line.charAt(at);
                depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
                if (depth == 0 && (c == ' ' || c == '(' || c == ')')) {
                    break;
                }
            }
            if (at == from) {
                at++; // a parenthesis too many
            }
            return new Word(line.substring(from, at));
        }
    }
}
