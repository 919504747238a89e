package org.mailbay.itests.stress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Takes a response apart: atoms, strings and literals are strings, what is in parentheses are lists. */
final class Tokens {
    private final String text;
    private int at;

    private Tokens(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** The items of a FETCH response by name, from its parenthesis on. */
    static Map<String, Object> items(String response) {
        Tokens tokens = new Tokens(response, response.indexOf('('));
        List<?> list = (List<?>) tokens.value();
        if (tokens.at != response.length()) {
            throw new Violation("something after the end of " + response);
        }
        Map<String, Object> items = new HashMap<>();
        for (int i = 0; i < list.size(); i += 2) {
            if (items.put(list.get(i).toString().toUpperCase(Locale.ROOT), list.get(i + 1)) != null) {
                throw new Violation("twice the same item in " + response);
            }
        }
        return items;
    }

    /** A set of numbers, written as in {@code 1:3,7}. */
    static TreeSet<Long> set(String text) {
        TreeSet<Long> set = new TreeSet<>();
        for (String range : text.split(",")) {
            String[] ends = range.split(":");
            long one = Long.parseLong(ends[0]);
            long other = Long.parseLong(ends[ends.length - 1]);
            for (long number = Math.min(one, other); number <= Math.max(one, other); number++) {
                set.add(number);
            }
        }
        return set;
    }

    private Object value() {
        char next = text.charAt(at);
        if (next == '(') {
            return list();
        }
        if (next == '"') {
            return quoted();
        }
        if (next == '{' || next == '~') {
            int end = text.indexOf('}', at);
            int size = Integer.parseInt(text.substring(text.indexOf('{', at) + 1, end));
            at = end + 3 + size;
            return text.substring(end + 3, at);
        }
        return atom();
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        at++;
        while (text.charAt(at) != ')') {
            list.add(value());
            if (text.charAt(at) == ' ') {
                at++;
            }
        }
        at++;
        return list;
    }

    private String quoted() {
        StringBuilder quoted = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            quoted.append(text.charAt(at));
        }
        at++;
        return quoted.toString();
    }

    /** An atom, or an item's name with its section: {@code BODY[HEADER.FIELDS (TO)]<0>}. */
    private String atom() {
        int begin = at;
        int depth = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (depth == 0 && (c == ' ' || c == ')' || c == '(')) {
                break;
            }
        }
        return text.substring(begin, at);
    }
}
