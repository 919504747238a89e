package org.mailbay.text.office;

import org.mailbay.text.TextException;
import org.mailbay.text.TextSink;

/** Joins blanks, for markup has many that mean nothing. */
final class Words {
    private Words() {}

    static void append(String text, TextSink out) throws TextException {
        int from = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isBlank = c <= ' ' || c == '\u00a0';
            if (isBlank && from >= 0) {
                out.append(text, from, i);
                from = -1;
                out.append(" ");
            } else if (!isBlank && from < 0) {
                from = i;
            }
        }
        if (from >= 0) {
            out.append(text, from, text.length());
        }
    }
}
