package org.mailbay.jmap.mail;

import java.io.IOException;
import java.util.Arrays;
import org.mailbay.mail.Mail;
import org.mailbay.store.Account;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/**
 * The emails of each thread of one account, for looking them up without walking all.
 *
 * <p>An email's thread never changes and its number is never given again, so what is here never gets wrong: it only has more than a
 * snapshot may have, and whoever looks leaves that out. An email whose number is the thread's needs no entry. One thread at a
 * time.
 */
final class ThreadIndex {
    /** More changes than this: all is read anew. */
    private static final int MOST_CHANGES = 20_000;

    /** Which thread an email is in; never another one. */
    @FunctionalInterface
    interface Which {
        long of(Objects emails, int ordinal);
    }

    private final Which which;

    /** Place of the last entry by thread. */
    private LongCounts last = new LongCounts();

    private long[] numbers = new long[64];
    /** Place of the entry before of the same thread; 0 when there is none. */
    private int[] before = new int[64];
    /** Places in use; the first is nobody's. */
    private int used = 1;

    private long state;
    private long highest;

    ThreadIndex(Which which) {
        this.which = which;
    }

    /** The ordinals of a thread's emails, those that clients do not see included, ascending. */
    int[] members(Account account, Objects emails, long thread) throws IOException {
        if (emails.state() != state && !follow(account, emails)) {
            return scan(emails, thread);
        }
        int[] found = new int[4];
        int count = 0;
        int first = emails.ordinal(Mail.EMAIL.id(thread));
        if (first >= 0 && which.of(emails, first) == thread) {
            found[count++] = first;
        }
        for (int at = last.get(thread); at != 0; at = before[at]) {
            int ordinal = emails.ordinal(Mail.EMAIL.id(numbers[at]));
            if (ordinal >= 0 && which.of(emails, ordinal) == thread) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, 2 * count);
                }
                found[count++] = ordinal;
            }
        }
        int[] members = Arrays.copyOf(found, count);
        Arrays.sort(members);
        return Arrays.stream(members).distinct().toArray();
    }

    /** False when {@code emails} is older than what is here: then something that it has may be missing. */
    private boolean follow(Account account, Objects emails) throws IOException {
        if (emails.state() < state) {
            return false;
        }
        if (state == 0
                || !(account.changes(Mail.EMAIL, state, MOST_CHANGES) instanceof Changes.Since since)
                || since.hasMore()) {
            last = new LongCounts();
            used = 1;
            emails.all().forEach(ordinal -> add(emails, ordinal));
            state = emails.state();
            return true;
        }
        // What a restore brought back has an old number; what is new is found at the end also before it is durable.
        for (ObjectId id : since.created()) {
            int ordinal = id.number() <= highest ? emails.ordinal(id) : -1;
            if (ordinal >= 0) {
                add(emails, ordinal);
            }
        }
        long known = highest;
        emails.all().descending(ordinal -> {
            if (emails.id(ordinal).number() <= known) {
                return false;
            }
            add(emails, ordinal);
            return true;
        });
        state = Math.min(since.newState(), emails.state());
        return true;
    }

    private void add(Objects emails, int ordinal) {
        long number = emails.id(ordinal).number();
        long thread = which.of(emails, ordinal);
        highest = Math.max(highest, number);
        if (thread == number) {
            return;
        }
        if (used == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * used);
            before = Arrays.copyOf(before, 2 * used);
        }
        int previous = last.get(thread);
        numbers[used] = number;
        before[used] = previous;
        last.add(thread, used - previous);
        used++;
    }

    private int[] scan(Objects emails, long thread) {
        return emails.all()
                .filter(ordinal -> which.of(emails, ordinal) == thread)
                .toArray();
    }
}
