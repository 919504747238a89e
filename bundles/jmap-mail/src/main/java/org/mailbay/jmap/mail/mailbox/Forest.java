package org.mailbay.jmap.mail.mailbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.MailLimits;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;

/** All mailboxes of an account as a {@code /set} is about to leave them, by number (RFC 8621 §2: they are a forest). */
final class Forest {
    /** Where only one mailbox can be. */
    record Place(long parent, String name) {
        static Place of(Row row) {
            return new Place(row.get(OfMailbox.PARENT), row.get(OfMailbox.NAME));
        }
    }

    private final Map<Long, Row> rows = new LinkedHashMap<>();

    Forest(Objects mailboxes) {
        mailboxes.all().forEach(ordinal -> rows.put(mailboxes.id(ordinal).number(), mailboxes.row(ordinal)));
    }

    Map<Long, Row> rows() {
        return rows;
    }

    @Nullable
    Row get(long number) {
        return rows.get(number);
    }

    /** @param row null when it goes */
    void put(long number, @Nullable Row row) {
        if (row == null) {
            rows.remove(number);
        } else {
            rows.put(number, row);
        }
    }

    boolean hasChild(long number) {
        return rows.values().stream().anyMatch(row -> row.get(OfMailbox.PARENT) == number);
    }

    /** How deep it is, from 1; more than {@link MailLimits#MAILBOX_DEPTH} also in a loop. */
    int depth(long number) {
        int depth = 0;
        for (long at = number; at != 0 && depth <= MailLimits.MAILBOX_DEPTH; depth++) {
            Row row = rows.get(at);
            at = row == null ? 0 : row.get(OfMailbox.PARENT);
        }
        return depth;
    }

    /**
     * Adds or changes one mailbox.
     *
     * @throws SetError when it cannot be beside the others: then nothing has changed
     */
    void putChecked(long number, Row row) throws SetError {
        Row old = rows.get(number);
        if (old == null && rows.size() >= MailLimits.MAILBOXES) {
            throw SetError.of(SetError.OVER_QUOTA, "at most " + MailLimits.MAILBOXES + " mailboxes");
        }
        for (Map.Entry<Long, Row> other : rows.entrySet()) {
            if (other.getKey() != number && Place.of(other.getValue()).equals(Place.of(row))) {
                throw taken(other.getKey());
            }
            if (other.getKey() != number && isSameRole(other.getValue(), row)) {
                throw roleTaken();
            }
        }
        checkAlone(old, row);
        rows.put(number, row);
        boolean tooDeep = old == null
                ? depth(number) > MailLimits.MAILBOX_DEPTH
                : rows.keySet().stream().anyMatch(some -> depth(some) > MailLimits.MAILBOX_DEPTH);
        if (tooDeep) {
            put(number, old);
            throw tooDeep();
        }
    }

    static boolean isSameRole(Row a, Row b) {
        return !a.get(OfMailbox.ROLE).isEmpty() && a.get(OfMailbox.ROLE).equals(b.get(OfMailbox.ROLE));
    }

    /** What can be said of a mailbox without the others, be it new or not. */
    static void checkAlone(@Nullable Row old, Row row) throws SetError {
        boolean isInbox = row.get(OfMailbox.ROLE).equals(Mailboxes.INBOX);
        boolean isTop = row.get(OfMailbox.PARENT) == 0;
        if (isInbox && !isTop) {
            throw SetError.invalidProperties("the inbox is at the top", "parentId");
        }
        // RFC 9051 §5.1: IMAP knows the inbox by this name in any case, so no other may have it
        if (!isInbox && isTop && row.get(OfMailbox.NAME).equalsIgnoreCase(Mailboxes.INBOX)) {
            boolean isNamed = old == null || !old.get(OfMailbox.NAME).equals(row.get(OfMailbox.NAME));
            boolean isMoved = old != null && old.get(OfMailbox.PARENT) != 0;
            throw SetError.invalidProperties(
                    "only the inbox has that name", isNamed ? "name" : isMoved ? "parentId" : "role");
        }
    }

    /** RFC 8621 §2: no two siblings of one name. */
    static SetError taken(long by) {
        return SetError.alreadyExists(Mail.MAILBOX.id(by).toString());
    }

    /** RFC 8621 §2: no two of one role. */
    static SetError roleTaken() {
        return SetError.invalidProperties("another mailbox has that role", "role");
    }

    /** RFC 8621 §2: no loop; maxMailboxDepth. */
    static SetError tooDeep() {
        return SetError.invalidProperties("a loop, or more than " + MailLimits.MAILBOX_DEPTH + " levels", "parentId");
    }
}
