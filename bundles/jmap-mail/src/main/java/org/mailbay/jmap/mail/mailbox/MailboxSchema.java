package org.mailbay.jmap.mail.mailbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.MailLimits;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Account;
import org.mailbay.store.Column;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Component;

/** What the store is told of mailboxes. */
@Component(service = Schema.class)
public final class MailboxSchema implements Schema {
    private record Place(long parent, String name) {}

    @Override
    public ObjectType type() {
        return Mail.MAILBOX;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of(
                "name", OfMailbox.NAME,
                "parent", OfMailbox.PARENT,
                "role", OfMailbox.ROLE,
                "sortOrder", OfMailbox.SORT_ORDER,
                "subscribed", OfMailbox.SUBSCRIBED,
                "shares", OfMailbox.SHARES,
                "subscribers", OfMailbox.SUBSCRIBERS);
    }

    /** RFC 8621 §2: no two mailboxes have one parent and one name, and no two have one role; what is younger keeps them. */
    @Override
    public void restored(Transaction tx, List<Restored> changes) {
        Set<ObjectId> restored = new HashSet<>();
        changes.forEach(change -> restored.add(change.id()));
        Map<Place, ObjectId> places = new HashMap<>();
        Map<String, ObjectId> roles = new HashMap<>();
        Objects mailboxes = tx.snapshot().objects(Mail.MAILBOX);
        mailboxes.all().forEach(ordinal -> {
            Row row = tx.row(mailboxes.id(ordinal));
            if (row != null && !restored.contains(mailboxes.id(ordinal))) {
                places.put(place(row), mailboxes.id(ordinal));
                roles.put(row.get(OfMailbox.ROLE), mailboxes.id(ordinal));
            }
        });
        for (Restored change : changes) {
            Row row = tx.row(change.id());
            if (row == null) {
                continue;
            }
            Row free = isUnderItself(tx::row, change.id()) ? row.with(OfMailbox.PARENT, 0) : row;
            if (!row.get(OfMailbox.ROLE).isEmpty() && roles.putIfAbsent(row.get(OfMailbox.ROLE), change.id()) != null) {
                free = free.with(OfMailbox.ROLE, "");
            }
            for (int i = 1; places.containsKey(place(free)); i++) {
                free = free.with(
                        OfMailbox.NAME, row.get(OfMailbox.NAME) + (i == 1 ? " (restored)" : " (restored " + i + ")"));
            }
            places.put(place(free), change.id());
            if (!free.equals(row)) {
                tx.update(Mail.MAILBOX, change.id(), free);
            }
        }
    }

    /** Whether no way up from the mailbox ends at the top: its parent is gone, or has gone below it meanwhile. */
    private static boolean isUnderItself(Function<ObjectId, @Nullable Row> rows, ObjectId mailbox) {
        ObjectId at = mailbox;
        for (int i = 0; i < MailLimits.MAILBOXES; i++) {
            Row row = rows.apply(at);
            long parent = row == null ? -1 : row.get(OfMailbox.PARENT);
            if (parent <= 0) {
                return parent < 0;
            }
            at = Mail.MAILBOX.id(parent);
        }
        return true;
    }

    @Override
    public void check(Account account, Consumer<Finding> findings) {
        Objects mailboxes = account.snapshot().objects(Mail.MAILBOX);
        Map<Place, ObjectId> places = new HashMap<>();
        Map<String, ObjectId> roles = new HashMap<>();
        mailboxes.all().forEach(ordinal -> {
            ObjectId id = mailboxes.id(ordinal);
            Row row = mailboxes.row(ordinal);
            ObjectId sibling = places.putIfAbsent(place(row), id);
            if (sibling != null) {
                findings.accept(new Finding("mailbox-name", account.id(), id + " has the name of " + sibling));
            }
            String role = row.get(OfMailbox.ROLE);
            ObjectId other = role.isEmpty() ? null : roles.putIfAbsent(role, id);
            if (other != null) {
                findings.accept(new Finding("mailbox-role", account.id(), id + " has the role of " + other));
            }
            if (isUnderItself(some -> row(mailboxes, some), id)) {
                findings.accept(new Finding("mailbox-parent", account.id(), id + " is in no tree"));
            }
        });
    }

    private static @Nullable Row row(Objects mailboxes, ObjectId id) {
        int ordinal = mailboxes.ordinal(id);
        return ordinal < 0 ? null : mailboxes.row(ordinal);
    }

    private static Place place(Row row) {
        return new Place(row.get(OfMailbox.PARENT), row.get(OfMailbox.NAME));
    }
}
