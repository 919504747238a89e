package org.mailbay.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads lists of message ids: RFC 5322 §3.6.4, with the phrases that once stood between them (§4.5.4). */
final class MessageIds {

    private MessageIds() {}

    /** The ids without brackets, in order; empty when there are none (RFC 8621 §4.1.2.5: null). */
    static Optional<List<String>> parse(String value) {
        List<String> ids = new ArrayList<>(4);
        int at = value.indexOf('<');
        while (at >= 0) {
            int end = value.indexOf('>', at);
            if (end < 0) {
                break;
            }
            String id = squeeze(value.substring(Math.max(at, value.lastIndexOf('<', end)) + 1, end));
            if (!id.isEmpty()) {
                ids.add(id);
            }
            at = value.indexOf('<', end);
        }
        if (ids.isEmpty()) {
            // Deviates: RFC 8621 says null for an id without brackets; threads are worth more than purity.
            for (String word : value.strip().split("[\\s,]+")) {
                if (word.indexOf('@') > 0 && word.indexOf('<') < 0 && word.indexOf('>') < 0) {
                    ids.add(word);
                }
            }
        }
        return ids.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(ids));
    }

    /** Blanks inside an id come from folding. */
    private static String squeeze(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ') {
                StringBuilder out = new StringBuilder(id.length());
                id.chars().filter(c -> c > ' ').forEach(c -> out.append((char) c));
                return out.toString();
            }
        }
        return id;
    }
}
