package org.mailbay.jmap.mail.mailbox;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.Row;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** A mailbox's properties as the principal of a view sees them, but for counts. */
final class Shown {
    private final View view;
    private final Access access;
    private final LongFunction<@Nullable Row> rows;

    /** @param rows of mailboxes by number, null where there is none */
    Shown(View view, Access access, LongFunction<@Nullable Row> rows) {
        this.view = view;
        this.access = access;
        this.rows = rows;
    }

    JsonNode get(String property, Row row) {
        return switch (property) {
            case "name" -> StringNode.valueOf(row.get(OfMailbox.NAME));
            case "parentId" -> {
                long parent = parent(row);
                yield parent == 0
                        ? NullNode.instance
                        : StringNode.valueOf(Mail.MAILBOX.id(parent).toString());
            }
            case "role" ->
                row.get(OfMailbox.ROLE).isEmpty() ? NullNode.instance : StringNode.valueOf(row.get(OfMailbox.ROLE));
            case "sortOrder" -> LongNode.valueOf(row.get(OfMailbox.SORT_ORDER));
            case "isSubscribed" -> BooleanNode.valueOf(isSubscribed(row));
            case "myRights" -> rights(row);
            // RFC 9670 §4: null also for whoever may not share
            case Sharing.PROPERTY ->
                access.rights(row).has(Right.MAY_SHARE) ? Sharing.json(MailboxRights.shares(row)) : NullNode.instance;
            default -> throw new IllegalArgumentException(property);
        };
    }

    long parent(Row row) {
        return access.parent(row, rows);
    }

    // RFC 8621 §2: separate for each user
    boolean isSubscribed(Row row) {
        return access.isOwn()
                ? row.get(OfMailbox.SUBSCRIBED) != 0
                : row.get(OfMailbox.SUBSCRIBERS)
                        .contains(view.principal().account().toString());
    }

    Row withSubscribed(Row row, boolean is) {
        if (access.isOwn()) {
            return row.with(OfMailbox.SUBSCRIBED, is ? 1 : 0);
        }
        String who = view.principal().account().toString();
        Set<String> subscribers = new TreeSet<>(row.get(OfMailbox.SUBSCRIBERS));
        if (is) {
            subscribers.add(who);
        } else {
            subscribers.remove(who);
        }
        return row.with(OfMailbox.SUBSCRIBERS, subscribers);
    }

    /** Whether the principal may do this with a mailbox itself. */
    boolean may(Row row, Right right) {
        return access.rights(row).has(right) && !(right == Right.MAY_DELETE && isInbox(row));
    }

    static boolean isInbox(Row row) {
        return row.get(OfMailbox.ROLE).equals(Mailboxes.INBOX);
    }

    private ObjectNode rights(Row row) {
        ObjectNode rights = JsonNodeFactory.instance.objectNode();
        for (Right right : Right.values()) {
            rights.put(right.property(), may(row, right));
        }
        return rights;
    }
}
