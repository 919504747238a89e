package org.mailbay.jmap.mail.mailbox;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.MailLimits;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.jmap.mail.mailbox.Forest.Place;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Row;

/**
 * Which of the changes of one {@code /set} can be made together.
 *
 * <p>Only what they lead to in the end must be valid (RFC 8620 §5.3: two mailboxes may swap their names), so all are made at once, and one
 * after the other is given up as long as something is wrong.
 */
final class Plan {
    private final Forest forest;

    /** What is to become of mailboxes, null when they go; in the order of the call. */
    private final Map<Long, @Nullable Row> wanted = new LinkedHashMap<>();

    private final Map<Long, Row> before = new HashMap<>();

    private final Map<Long, SetError> refused = new HashMap<>();

    Plan(Forest forest) {
        this.forest = forest;
    }

    /** Adds a change of a mailbox that exists; each is changed once. */
    void want(long number, Row old, @Nullable Row row) {
        before.put(number, old);
        wanted.put(number, row);
        forest.put(number, row);
    }

    /** Adds a change that is wrong by itself. */
    void refuse(long number, SetError error) {
        refused.put(number, error);
    }

    /** Gives up what cannot be; then the forest is as it will be. */
    void settle() {
        while (giveUpOne()) {
            continue;
        }
    }

    /** Why a change is not made; null when it is. */
    @Nullable
    SetError error(long number) {
        return refused.get(number);
    }

    boolean isWanted(long number) {
        return wanted.containsKey(number);
    }

    /** What becomes of a mailbox that a change was wanted of. */
    @Nullable
    Row after(long number) {
        return wanted.get(number);
    }

    private boolean giveUp(long number, SetError error) {
        refused.put(number, error);
        wanted.remove(number);
        forest.put(number, before.get(number));
        return true;
    }

    private boolean giveUpOne() {
        return givesUpClash() || givesUpParent() || givesUpDepth() || givesUpInbox();
    }

    private boolean givesUpClash() {
        Map<Place, Long> places = new HashMap<>();
        Map<String, Long> roles = new HashMap<>();
        // Who has a place or a role and stays has it before whoever comes
        forest.rows().forEach((number, row) -> {
            Row old = before.getOrDefault(number, row);
            if (!wanted.containsKey(number) || Place.of(old).equals(Place.of(row))) {
                places.put(Place.of(row), number);
            }
            if (!wanted.containsKey(number) || Forest.isSameRole(old, row)) {
                roles.put(row.get(OfMailbox.ROLE), number);
            }
        });
        for (Map.Entry<Long, @Nullable Row> change : wanted.entrySet()) {
            long number = change.getKey();
            Row row = change.getValue();
            if (row == null) {
                continue;
            }
            Long there = places.putIfAbsent(Place.of(row), number);
            if (there != null && there != number) {
                return giveUp(number, Forest.taken(there));
            }
            Long has = row.get(OfMailbox.ROLE).isEmpty() ? null : roles.putIfAbsent(row.get(OfMailbox.ROLE), number);
            if (has != null && has != number) {
                return giveUp(number, Forest.roleTaken());
            }
        }
        return false;
    }

    private boolean givesUpParent() {
        for (Row row : forest.rows().values()) {
            long parent = row.get(OfMailbox.PARENT);
            if (wanted.containsKey(parent) && wanted.get(parent) == null) {
                return giveUp(parent, SetError.of(MailboxChanger.HAS_CHILD, null)); // RFC 8621 §2.5
            }
        }
        return false;
    }

    private boolean givesUpDepth() {
        for (long number : forest.rows().keySet()) {
            if (forest.depth(number) > MailLimits.MAILBOX_DEPTH) {
                long moved = moved(number);
                if (moved != 0) {
                    return giveUp(moved, Forest.tooDeep());
                }
            }
        }
        return false;
    }

    /** The mailbox or the nearest above it that is to be moved; 0 when there is none. */
    private long moved(long number) {
        long at = number;
        for (int i = 0; at != 0 && i <= MailLimits.MAILBOXES; i++) {
            Row row = wanted.get(at);
            Row old = before.get(at);
            if (row != null && old != null && old.get(OfMailbox.PARENT) != row.get(OfMailbox.PARENT)) {
                return at;
            }
            Row there = forest.get(at);
            at = there == null ? 0 : there.get(OfMailbox.PARENT);
        }
        return 0;
    }

    /** Mail is delivered to the inbox: a role that another may take over, and nobody give up. */
    private boolean givesUpInbox() {
        for (Map.Entry<Long, @Nullable Row> change : wanted.entrySet()) {
            Row row = change.getValue();
            Row old = before.get(change.getKey());
            if (row != null
                    && old != null
                    && old.get(OfMailbox.ROLE).equals(Mailboxes.INBOX)
                    && forest.rows().values().stream()
                            .noneMatch(some -> some.get(OfMailbox.ROLE).equals(Mailboxes.INBOX))) {
                return giveUp(change.getKey(), SetError.invalidProperties("there is always an inbox", "role"));
            }
        }
        return false;
    }
}
