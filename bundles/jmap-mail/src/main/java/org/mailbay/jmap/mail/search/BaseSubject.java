package org.mailbay.jmap.mail.search;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The subject without what programs put around it (RFC 5256 §2.1), for sorting. */
public final class BaseSubject {
    private static final int MOST_ROUNDS = 50;
    private static final String TRAILER = "(fwd)";
    private static final String BLOB = "\\[[^\\[\\]]{0,200}\\]\\s*";
    /** subj-leader: "re", "fw" or "fwd", perhaps a blob, a colon; blobs before it. */
    private static final Pattern LEADER =
            Pattern.compile("^(?:" + BLOB + "){0,5}(?:re|fwd?)\\s*(?:" + BLOB + ")?:\\s*");

    private static final Pattern LEADING_BLOB = Pattern.compile("^" + BLOB);

    private BaseSubject() {}

    /** In lower case, blanks joined. */
    public static String of(String subject) {
        // RFC 5256 §2.1 (1)
        String base = subject.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
        for (int i = 0; i < MOST_ROUNDS; i++) {
            String shorter = withoutWrapper(withoutLeaders(withoutTrailers(base)));
            if (shorter.equals(base)) {
                break;
            }
            base = shorter;
        }
        return base;
    }

    /** RFC 5256 §2.1 (2): "(fwd)" and blanks at the end. */
    private static String withoutTrailers(String subject) {
        int end = withoutBlanks(subject, subject.length());
        while (subject.startsWith(TRAILER, end - TRAILER.length())) {
            end = withoutBlanks(subject, end - TRAILER.length());
        }
        return subject.substring(0, end).strip();
    }

    private static int withoutBlanks(String subject, int end) {
        int last = end;
        while (last > 0 && Character.isWhitespace(subject.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    /** RFC 5256 §2.1 (3) to (5): leaders, and blobs unless nothing would be left. */
    private static String withoutLeaders(String subject) {
        String rest = subject;
        for (int i = 0; i < MOST_ROUNDS; i++) {
            Matcher leader = LEADER.matcher(rest);
            Matcher blob = LEADING_BLOB.matcher(rest);
            if (leader.find()) {
                rest = rest.substring(leader.end());
            } else if (blob.find() && blob.end() < rest.length()) {
                rest = rest.substring(blob.end());
            } else {
                break;
            }
        }
        return rest;
    }

    /** RFC 5256 §2.1 (6): "[fwd: " around the rest. */
    private static String withoutWrapper(String subject) {
        return subject.startsWith("[fwd:") && subject.endsWith("]")
                ? subject.substring("[fwd:".length(), subject.length() - 1).strip()
                : subject;
    }
}
