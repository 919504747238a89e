package org.mailbay.smtp.out.dialogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.spi.Carried;

/** What became of each recipient so far; the first word on each stands. For one thread. */
public final class Ledger {
    private final @Nullable Carried[] results;

    public Ledger(int recipients) {
        results = new Carried[recipients];
    }

    /** Recipients of whom nothing is known. */
    public List<Integer> open() {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            if (results[i] == null) {
                open.add(i);
            }
        }
        return open;
    }

    public boolean isComplete() {
        return Arrays.stream(results).allMatch(result -> result != null);
    }

    /** Notes what became of a recipient. */
    public void settle(int recipient, Carried result) {
        if (results[recipient] == null) {
            results[recipient] = result;
        }
    }

    /** Notes the same of several. */
    void settle(List<Integer> recipients, Supplier<Carried> result) {
        recipients.forEach(recipient -> settle(recipient, result.get()));
    }

    /** Notes the same of all of whom nothing is known. */
    public void settleRest(Carried result) {
        settle(open(), () -> result);
    }

    /** One for each recipient. */
    public List<Carried> results() {
        List<Carried> all = new ArrayList<>();
        for (Carried result : results) {
            if (result == null) {
                throw new IllegalStateException("a recipient was forgotten");
            }
            all.add(result);
        }
        return all;
    }
}
