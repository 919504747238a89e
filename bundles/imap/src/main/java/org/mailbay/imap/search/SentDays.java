package org.mailbay.imap.search;

import java.io.IOException;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.mailbay.imap.search.SearchKey.Relation;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.HeaderField;
import org.mailbay.store.Objects;

/** Compares the day that the Date field says, as it stands there, whatever its time zone (RFC 9051 §6.4.4). */
final class SentDays {
    private static final long DAY = 86_400;

    private final Scope scope;
    private final Objects emails;
    private final StoredEmails stored;

    /** What was read of days. */
    private final Map<Integer, Long> known = new HashMap<>();

    SentDays(Scope scope, Objects emails, StoredEmails stored) {
        this.scope = scope;
        this.emails = emails;
        this.stored = stored;
    }

    /** Those of {@code among} that have a Date and fit. */
    BitSet match(Relation relation, LocalDate date, BitSet among) throws IOException, SearchRefused {
        BitSet dated = new BitSet(scope.size());
        among.stream().filter(i -> sentAt(i) != 0).forEach(dated::set);
        BitSet found = switch (relation) {
            case BEFORE -> before(date.toEpochDay(), dated);
            case ON -> before(date.toEpochDay() + 1, dated);
            case SINCE -> (BitSet) dated.clone();
        };
        if (relation != Relation.BEFORE) {
            found.andNot(before(date.toEpochDay(), found));
        }
        return found;
    }

    private long sentAt(int position) {
        return emails.get(OfEmail.SENT_AT, scope.ordinals()[position]);
    }

    /** Only where the moment is within a day of the border does it depend on the zone. */
    private BitSet before(long day, BitSet among) throws IOException, SearchRefused {
        BitSet before = new BitSet(scope.size());
        BitSet unsure = new BitSet(scope.size());
        for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
            long at = sentAt(i) - day * DAY;
            if (at < -DAY) {
                before.set(i);
            } else if (at < DAY) {
                unsure.set(i);
            }
        }
        BitSet unread = (BitSet) unsure.clone();
        known.keySet().forEach(unread::clear);
        stored.filter(unread, (i, row) -> {
            known.put(i, day(i, row));
            return false;
        });
        unsure.stream().filter(i -> known.getOrDefault(i, Long.MAX_VALUE) < day).forEach(before::set);
        return before;
    }

    private long day(int position, byte[] row) {
        return StoredEmail.fromBytes(row)
                .message()
                .summary()
                .last("Date")
                .flatMap(HeaderField::date)
                .map(date -> date.toLocalDate().toEpochDay())
                .orElseGet(() -> Math.floorDiv(sentAt(position), DAY));
    }
}
