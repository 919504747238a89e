package org.mailbay.jmap.mail.mailbox;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes rows of what clients set, and refuses what is wrong or not allowed by itself, whatever other mailboxes there are. */
final class Edit {
    /** What an error says of a parent that there is not, as far as the principal sees. */
    static final String NO_PARENT = "no such mailbox";

    private static final long MAX_SORT_ORDER = Integer.MAX_VALUE;

    private final View view;
    private final Access access;
    private final Sharing sharing;
    private final Forest forest;
    private final Shown shown;

    Edit(View view, Access access, Sharing sharing, Forest forest) {
        this.view = view;
        this.access = access;
        this.sharing = sharing;
        this.forest = forest;
        this.shown = new Shown(view, access, forest::get);
    }

    Shown shown() {
        return shown;
    }

    /** Whether it moves below a mailbox that the call has yet to create. */
    boolean namesNew(Patch patch) {
        return patch.changes("parentId").stream()
                .anyMatch(change -> change.value().isString()
                        && view.resolve(change.value().stringValue()).startsWith("#"));
    }

    /** A new mailbox. */
    Row created(ObjectNode object) throws SetError, IOException {
        long parent = parent(object.path("parentId"));
        if (!access.isOwn() && object.has("role") && !object.get("role").isNull()) {
            throw SetError.of(SetError.FORBIDDEN, "roles are the owner's business");
        }
        // As in IMAP, who may see the parent may see the child, and do as much there
        Row above = parent == 0 ? Row.EMPTY : parentRow(parent);
        Row row = Row.EMPTY.with(OfMailbox.PARENT, parent).with(OfMailbox.SHARES, above.get(OfMailbox.SHARES));
        // RFC 8621 §2: whoever makes a mailbox is subscribed to it
        row = shown.withSubscribed(row, true);
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!entry.getKey().equals("parentId")) {
                row = with(row, entry.getKey(), entry.getValue());
            }
        }
        Forest.checkAlone(null, row);
        return row;
    }

    /** A mailbox after an update. */
    Row patched(Row old, Patch patch) throws SetError, IOException {
        Row row = old;
        for (String property : patch.properties()) {
            JsonNode before = shown.get(property, old);
            JsonNode value = sent(patch, property, before);
            if (value.equals(before)) {
                continue;
            }
            if (property.equals("parentId")) {
                row = moved(row, old, value);
            } else {
                check(old, property);
                row = with(row, property, value);
            }
        }
        Forest.checkAlone(old, row);
        return row;
    }

    /** A property's value after a patch. */
    static JsonNode sent(Patch patch, String property, JsonNode before) throws SetError {
        // A mailbox that is shared with nobody has null there; clients add to it all the same
        boolean adds = property.equals(Sharing.PROPERTY)
                && before.isNull()
                && !patch.changes(property).getFirst().path().isEmpty();
        return patch.apply(property, adds ? JsonNodeFactory.instance.objectNode() : before);
    }

    /** A mailbox in which {@code with} may do this and nothing else. */
    Row shared(Row old, AccountId with, MailboxRights rights) throws SetError {
        need(old, Right.MAY_SHARE);
        Map<AccountId, MailboxRights> shares = new LinkedHashMap<>(MailboxRights.shares(old));
        if (rights.letters().isEmpty()) {
            shares.remove(with);
        } else {
            shares.put(with, rights);
        }
        return Sharing.with(old, shares);
    }

    private void check(Row old, String property) throws SetError {
        switch (property) {
            case "name", "sortOrder" -> need(old, Right.MAY_RENAME);
            case Sharing.PROPERTY -> need(old, Right.MAY_SHARE);
            case "role" -> {
                if (!access.isOwn()) {
                    throw SetError.of(SetError.FORBIDDEN, "roles are the owner's business");
                }
            }
            default -> {}
        }
    }

    private void need(Row row, Right right) throws SetError {
        if (!shown.may(row, right)) {
            throw SetError.of(SetError.FORBIDDEN, right.property());
        }
    }

    private Row moved(Row row, Row old, JsonNode value) throws SetError {
        need(old, Right.MAY_RENAME);
        return row.with(OfMailbox.PARENT, parent(value));
    }

    /** The number of the parent that is meant, in which the principal may make children. */
    private long parent(JsonNode value) throws SetError {
        if (value.isNull() || value.isMissingNode()) {
            if (!access.isOwn()) {
                throw SetError.of(SetError.FORBIDDEN, "mayCreateTopLevelMailbox");
            }
            return 0;
        }
        long parent = value.isString()
                ? Mail.MAILBOX
                        .parse(view.resolve(value.stringValue()))
                        .map(ObjectId::number)
                        .orElse(0L)
                : 0;
        Row row = parent == 0 ? null : forest.get(parent);
        if (row == null || !access.isOwn() && !access.rights(row).has(Right.MAY_READ_ITEMS)) {
            throw SetError.invalidProperties(NO_PARENT, "parentId");
        }
        need(row, Right.MAY_CREATE_CHILD);
        return parent;
    }

    private Row parentRow(long parent) {
        Row row = forest.get(parent);
        return row == null ? Row.EMPTY : row;
    }

    private Row with(Row row, String property, JsonNode value) throws SetError, IOException {
        return switch (property) {
            case "name" -> row.with(OfMailbox.NAME, MailboxName.of(value));
            case "role" -> row.with(OfMailbox.ROLE, Roles.of(value));
            case "sortOrder" -> row.with(OfMailbox.SORT_ORDER, sortOrder(value));
            case "isSubscribed" -> shown.withSubscribed(row, isSubscribed(value));
            case Sharing.PROPERTY -> {
                need(row, Right.MAY_SHARE);
                yield Sharing.with(row, sharing.parse(view, value));
            }
            default -> throw new IllegalArgumentException(property);
        };
    }

    // RFC 8621 §2: 0 <= sortOrder < 2^31
    private static long sortOrder(JsonNode value) throws SetError {
        if (value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.asLong() < 0
                || value.asLong() > MAX_SORT_ORDER) {
            throw SetError.invalidProperties("sortOrder: 0 to " + MAX_SORT_ORDER, "sortOrder");
        }
        return value.asLong();
    }

    private boolean isSubscribed(JsonNode value) throws SetError {
        if (value.isNull()) {
            return access.isOwn(); // its default
        }
        if (!value.isBoolean()) {
            throw SetError.invalidProperties("isSubscribed: true or false", "isSubscribed");
        }
        return value.booleanValue();
    }

    /**
     * Refuses to destroy what must stay.
     *
     * @param isEmpty whether no client sees an email in it
     */
    void checkDestroy(Row row, boolean isEmpty, boolean removeEmails) throws SetError {
        if (Shown.isInbox(row)) {
            // Mail is delivered to it, and IMAP has an INBOX always (RFC 9051 §5.1)
            throw SetError.of(SetError.FORBIDDEN, "there is always an inbox");
        }
        need(row, Right.MAY_DELETE);
        if (!isEmpty) {
            if (!removeEmails) {
                throw SetError.of("mailboxHasEmail", null); // RFC 8621 §2.5
            }
            need(row, Right.MAY_REMOVE_ITEMS);
        }
    }
}
