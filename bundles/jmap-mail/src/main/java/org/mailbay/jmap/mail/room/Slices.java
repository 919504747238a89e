package org.mailbay.jmap.mail.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Cuts what is to be done into transactions: each has room for about 3,900 rows, and keeps all other writers of the account waiting. */
final class Slices {
    /** Emails of one transaction. */
    static final int MOST = 300;

    private static final int MOST_ROWS = 3_600;

    private Slices() {}

    /** Of at most {@link #MOST}, for what takes a row or two each. */
    static <T> List<List<T>> of(List<T> all) {
        return of(all, _ -> 2);
    }

    /** Of at most {@link #MOST}, and of no more rows than a transaction holds. */
    static <T> List<List<T>> of(List<T> all, ToIntFunction<T> rows) {
        List<List<T>> slices = new ArrayList<>();
        int from = 0;
        int sum = 0;
        for (int i = 0; i < all.size(); i++) {
            int its = rows.applyAsInt(all.get(i));
            if (i > from && (i - from == MOST || sum + its > MOST_ROWS)) {
                slices.add(all.subList(from, i));
                from = i;
                sum = 0;
            }
            sum += its;
        }
        if (from < all.size()) {
            slices.add(all.subList(from, all.size()));
        }
        return slices;
    }
}
