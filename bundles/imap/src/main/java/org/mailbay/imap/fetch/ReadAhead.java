package org.mailbay.imap.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;

/** Reads what is stored with a list of emails, those after the one that is asked for along with it: more each time they are asked for in order. */
public final class ReadAhead {
    private static final int FIRST = 8;

    /** What is stored may be large: so many are held at once. */
    private static final int MOST = 128;

    private final Account account;
    private final IntFunction<ObjectId> ids;
    private final int count;
    private List<byte @Nullable []> read = List.of();
    private int from;
    private int next = FIRST;

    /** Reads of {@code count} emails, which {@code ids} tells by number from 0. */
    public ReadAhead(Account account, int count, IntFunction<ObjectId> ids) {
        this.account = account;
        this.count = count;
        this.ids = ids;
    }

    /** The stored form of one; null when it is gone. */
    public byte @Nullable [] stored(int number) throws IOException {
        if (number < from || number >= from + read.size()) {
            boolean inOrder = number == from + read.size();
            next = inOrder ? Math.min(2 * next, MOST) : FIRST;
            List<ObjectId> wanted = new ArrayList<>(next);
            for (int i = number; i < Math.min(count, number + next); i++) {
                wanted.add(ids.apply(i));
            }
            read = account.bytes(wanted);
            from = number;
        }
        return read.get(number - from);
    }
}
