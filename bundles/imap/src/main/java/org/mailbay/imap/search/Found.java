package org.mailbay.imap.search;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Mail;
import org.mailbay.store.Objects;

/**
 * The messages that a search found, by their place in the mailbox, in the order in which they are told.
 *
 * @param positions sequence numbers less 1; not changed
 * @param scores how relevant each is, 1 to 100, in the same order; null where nobody asked (RFC 6203 §4)
 */
public record Found(Scope scope, int[] positions, int @Nullable [] scores) {
    static Found of(Scope scope, BitSet positions) {
        return new Found(scope, positions.stream().toArray(), null);
    }

    /** How many. */
    public int size() {
        return positions.length;
    }

    /** Their sequence numbers or UIDs. */
    public long[] numbers(boolean uid) {
        long[] numbers = new long[positions.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = uid ? scope.uids()[positions[i]] : positions[i] + 1L;
        }
        return numbers;
    }

    /** The greatest modseq of some of them, {@code to} being behind the last; 0 when there are none. */
    long modSeq(int from, int to) {
        Objects emails = scope.snapshot().objects(Mail.EMAIL);
        long greatest = 0;
        for (int i = from; i < to; i++) {
            greatest = Math.max(greatest, emails.modSeq(scope.ordinals()[positions[i]]));
        }
        return greatest;
    }
}
