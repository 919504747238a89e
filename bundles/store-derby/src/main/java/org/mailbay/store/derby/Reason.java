package org.mailbay.store.derby;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an administrator reads of a failure: the first cause says it, Derby's outer ones say that something failed. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        Throwable last = failure;
        for (int i = 0; i < 20 && next(last) != null; i++) {
            last = next(last);
        }
        String first = String.valueOf(failure.getMessage());
        String root = String.valueOf(last.getMessage());
        return first.contains(root) ? first : first + " (" + root + ")";
    }

    private static @Nullable Throwable next(Throwable failure) {
        return failure.getCause() == null && failure instanceof SQLException sql
                ? sql.getNextException()
                : failure.getCause();
    }
}
