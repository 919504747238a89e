package org.mailbay.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the URLs of mailing list fields: RFC 2369 §2. */
final class UrlList {

    private UrlList() {}

    /** The URLs in angle brackets, in order; empty when there are none (RFC 8621 §4.1.2.7: null). */
    static Optional<List<String>> parse(String value) {
        List<String> urls = new ArrayList<>(2);
        int at = 0;
        while (at < value.length()) {
            char c = value.charAt(at);
            if (c == '(') {
                at = afterComment(value, at);
            } else if (c == '<') {
                int end = value.indexOf('>', at);
                if (end < 0) {
                    break;
                }
                StringBuilder url = new StringBuilder();
                value.substring(at + 1, end).chars().filter(x -> x > ' ').forEach(x -> url.append((char) x));
                if (!url.isEmpty()) {
                    urls.add(url.toString());
                }
                at = end + 1;
            } else {
                at++;
            }
        }
        return urls.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(urls));
    }

    private static int afterComment(String value, int from) {
        int depth = 0;
        for (int i = from; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> i++;
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                return i + 1;
            }
        }
        return value.length();
    }
}
