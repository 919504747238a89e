package org.mailbay.imap.search;

/**
 * The subject without what programs put around it (RFC 5256 §2.1).
 *
 * @param key what is left, as {@link Casemap} compares it
 * @param isReply whether something was there that replies and forwarded messages have
 */
record BaseSubject(String key, boolean isReply) {
    private static final String FORWARD = "[fwd:";
    private static final String TRAILER = "(fwd)";

    /** @param subject with encoded words decoded */
    static BaseSubject of(String subject) {
        return new Cutter(subject.replaceAll("\\s+", " ")).cut(); // RFC 5256 §2.1 (1)
    }

    /** Moves the ends of the subject towards each other; never looks at a character more often than it must. */
    private static final class Cutter {
        private final String text;
        private int from;
        private int to;
        private boolean isReply;

        Cutter(String text) {
            this.text = text;
            to = text.length();
        }

        BaseSubject cut() {
            do {
                trailers();
                leaders();
            } while (wrapper());
            return new BaseSubject(Casemap.key(text.substring(from, to)), isReply);
        }

        private boolean is(int at, String word) {
            return at >= from && at + word.length() <= to && text.regionMatches(true, at, word, 0, word.length());
        }

        private boolean isBlank(int at) {
            return at < to && text.charAt(at) == ' ';
        }

        /** RFC 5256 §2.1 (2): blanks and "(fwd)" at the end. */
        private void trailers() {
            while (true) {
                if (to > from && text.charAt(to - 1) == ' ') {
                    to--;
                } else if (is(to - TRAILER.length(), TRAILER)) {
                    to -= TRAILER.length();
                    isReply = true;
                } else {
                    return;
                }
            }
        }

        /** RFC 5256 §2.1 (3) to (5): leaders, and blobs unless nothing would be left. */
        private void leaders() {
            while (true) {
                int last = from;
                int at = from;
                for (int end = blob(at); end > at; end = blob(at)) {
                    last = at;
                    at = end;
                }
                int behind = reply(at);
                if (isBlank(from)) {
                    from++;
                } else if (behind > at) {
                    from = behind;
                    isReply = true;
                } else {
                    // No leader: each of the blobs goes, but for one that is all there is
                    from = at < to ? at : last;
                    return;
                }
            }
        }

        /** Where a blob and its blanks end that begins at {@code at}; there, when none does. */
        private int blob(int at) {
            if (at >= to || text.charAt(at) != '[') {
                return at;
            }
            int end = at + 1;
            while (end < to && text.charAt(end) != ']' && text.charAt(end) != '[') {
                end++;
            }
            if (end == to || text.charAt(end) != ']') {
                return at;
            }
            return blanks(end + 1);
        }

        private int blanks(int at) {
            int end = at;
            while (isBlank(end)) {
                end++;
            }
            return end;
        }

        /** Where "re:", "fw:" or "fwd:", perhaps with a blob before its colon, ends that begins at {@code at}. */
        private int reply(int at) {
            int end = is(at, "fwd") ? at + 3 : is(at, "re") || is(at, "fw") ? at + 2 : at;
            if (end == at) {
                return at;
            }
            end = blob(blanks(end));
            return end < to && text.charAt(end) == ':' ? end + 1 : at;
        }

        /** RFC 5256 §2.1 (6): "[fwd: " around the rest. */
        private boolean wrapper() {
            if (!is(from, FORWARD) || to - from <= FORWARD.length() || text.charAt(to - 1) != ']') {
                return false;
            }
            from += FORWARD.length();
            to--;
            isReply = true;
            return true;
        }
    }
}
