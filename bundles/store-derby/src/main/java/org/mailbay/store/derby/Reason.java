package org.mailbay.store.derby;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator reads of a failure.
 *
 * <p>The innermost cause says what happened, Derby's outer ones only that something did. Of a damaged page it says all bytes, which are
 * somebody's mail: nothing of Derby's goes into a log or an answer unless {@link #clean cleaned}.
 */
final class Reason {
    private static final int LONGEST = 300;
    private static final int DEEPEST = 20;
    private static final String DUMP = "page dump follows";

    private Reason() {}

    /** One line. */
    static String of(Throwable failure) {
        Throwable last = failure;
        for (int i = 0; i < DEEPEST && next(last) != null; i++) {
            last = next(last);
        }
        String first = line(failure);
        String root = line(last);
        return first.contains(root) ? first : first + " (" + root + ")";
    }

    /** The same failure without bytes of pages. */
    static Throwable clean(Throwable failure) {
        if (failure instanceof SQLException sql) {
            SQLException cleaned = new SQLException(of(sql), sql.getSQLState(), sql.getErrorCode());
            cleaned.setStackTrace(sql.getStackTrace());
            return cleaned;
        }
        return failure;
    }

    /** Whether it is Derby that refused. */
    static boolean isDerbys(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; i < DEEPEST && at != null; i++) {
            if (at instanceof SQLException) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    private static String line(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).strip();
        int dump = text.indexOf(DUMP);
        text = (dump < 0 ? text : text.substring(0, dump).strip())
                .lines()
                .findFirst()
                .orElse("");
        text = text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private static @Nullable Throwable next(Throwable failure) {
        return failure.getCause() == null && failure instanceof SQLException sql
                ? sql.getNextException()
                : failure.getCause();
    }
}
