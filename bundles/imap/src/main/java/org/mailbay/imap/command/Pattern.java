package org.mailbay.imap.command;

import org.mailbay.imap.mailbox.Names;

/**
 * A pattern of mailbox names (RFC 9051 §6.3.9): {@code *} is anything, {@code %} anything without a separator.
 *
 * <p>Matching takes time of the pattern's length times the name's, whatever the wildcards.
 */
record Pattern(String text) {
    /** With the reference before it. */
    static Pattern of(String reference, String pattern) {
        String text = reference + pattern;
        return new Pattern(
                text.regionMatches(true, 0, Names.INBOX, 0, Names.INBOX.length())
                                && (text.length() == Names.INBOX.length()
                                        || text.charAt(Names.INBOX.length()) == Names.SEPARATOR)
                        ? Names.INBOX + text.substring(Names.INBOX.length())
                        : text);
    }

    boolean matches(String name) {
        int length = text.length();
        // Which places of the pattern can be reached by what was read of the name
        boolean[] at = new boolean[length + 1];
        at[0] = true;
        open(at);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean[] next = new boolean[length + 1];
            for (int p = 0; p < length; p++) {
                char wanted = text.charAt(p);
                if (at[p] && (wanted == '*' || wanted == '%' && c != Names.SEPARATOR)) {
                    next[p] = true;
                } else if (at[p] && wanted == c && wanted != '%') {
                    next[p + 1] = true;
                }
            }
            open(next);
            at = next;
        }
        return at[length];
    }

    /** A wildcard may stand for nothing. */
    private void open(boolean[] at) {
        for (int p = 0; p < text.length(); p++) {
            if (at[p] && (text.charAt(p) == '*' || text.charAt(p) == '%')) {
                at[p + 1] = true;
            }
        }
    }
}
