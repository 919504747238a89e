package org.mailbay.jmap.mail.mailbox;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.SetOutcome;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Mailbox/set (RFC 8621 §2.5). */
final class MailboxChanger implements Changer {
    private static final List<String> MUTABLE =
            List.of("name", "parentId", "role", "sortOrder", "isSubscribed", Sharing.PROPERTY);
    /** RFC 8621 §2.5. */
    static final String HAS_CHILD = "mailboxHasChild";

    private static final List<String> COUNTS = List.of("totalEmails", "unreadEmails", "totalThreads", "unreadThreads");

    private final View view;
    private final boolean removeEmails;
    private final Sharing sharing;
    private final MailIndex index;

    /** Of the transaction at work. */
    private @Nullable Forest forest;

    private @Nullable Plan plan;

    MailboxChanger(View view, boolean removeEmails, Sharing sharing, MailIndex index) {
        this.view = view;
        this.removeEmails = removeEmails;
        this.sharing = sharing;
        this.index = index;
    }

    @Override
    public boolean begin(Transaction tx, Map<ObjectId, Patch> updates, List<ObjectId> destroys) throws IOException {
        Forest trees = new Forest(tx.snapshot().objects(Mail.MAILBOX));
        Plan changes = new Plan(trees);
        forest = trees;
        plan = changes;
        Edit edit = edit(tx);
        for (Map.Entry<ObjectId, Patch> update : updates.entrySet()) {
            long number = update.getKey().number();
            Row old = trees.get(number);
            if (old == null || edit.namesNew(update.getValue())) {
                continue; // decided on when the new one is there
            }
            try {
                changes.want(number, old, edit.patched(old, update.getValue()));
            } catch (SetError error) {
                changes.refuse(number, error);
            }
        }
        Emptying emptying = new Emptying(view.account(), tx, index);
        for (ObjectId id : destroys) {
            Row old = trees.get(id.number());
            if (old != null) {
                try {
                    edit.checkDestroy(old, emptying.isEmpty(id), removeEmails);
                    changes.want(id.number(), old, null);
                } catch (SetError error) {
                    changes.refuse(id.number(), error);
                }
            }
        }
        changes.settle();
        Set<Long> going = new LinkedHashSet<>();
        for (ObjectId id : destroys) {
            if (changes.isWanted(id.number())) {
                going.add(id.number());
            }
        }
        return emptying.run(going);
    }

    /** Once {@link #begin} was called. */
    Edit edit(Transaction tx) {
        return new Edit(view, Access.of(view.at(tx.snapshot())), sharing, forest());
    }

    private Forest forest() {
        return Objects.requireNonNull(forest);
    }

    private Plan plan() {
        return Objects.requireNonNull(plan);
    }

    @Override
    public Creation create(ObjectNode object) {
        return tx -> created(tx, object);
    }

    /** Adds a mailbox, once {@link #begin} was called. */
    Created created(Transaction tx, ObjectNode object) throws SetError, IOException {
        try {
            return add(tx, object);
        } catch (SetError error) {
            throw seen(tx, error);
        }
    }

    /** To others, the mailbox that has the name already does not exist unless they see it. */
    private SetError seen(Transaction tx, SetError error) {
        Access access = Access.of(view.at(tx.snapshot()));
        JsonNode existing = error.more().get("existingId");
        boolean isHidden = existing != null
                && !access.isOwn()
                && Mail.MAILBOX
                        .parse(existing.asString(""))
                        .filter(access::sees)
                        .isEmpty();
        return isHidden ? SetError.invalidProperties("a name that cannot be had here", "name") : error;
    }

    private Created add(Transaction tx, ObjectNode object) throws SetError, IOException {
        Edit edit = edit(tx);
        if (!object.has("name")) {
            throw SetError.invalidProperties("a mailbox has a name", "name");
        }
        Row row = edit.created(object);
        ObjectId id = Mail.MAILBOX.id(tx.nextNumber());
        forest().putChecked(id.number(), row);
        tx.create(Mail.MAILBOX, id, row, new byte[0], List.of());
        ObjectNode unknown = JsonNodeFactory.instance.objectNode();
        for (String property : MUTABLE) {
            JsonNode now = edit.shown().get(property, row);
            JsonNode sent = object.get(property);
            if (sent == null ? !property.equals(Sharing.PROPERTY) || !now.isNull() : differs(property, sent, now)) {
                unknown.set(property, now);
            }
        }
        COUNTS.forEach(count -> unknown.put(count, 0));
        unknown.set("myRights", edit.shown().get("myRights", row));
        return new Created(id, unknown);
    }

    /** Whether a client that sent this would be mistaken about what is kept. */
    private boolean differs(String property, JsonNode sent, JsonNode now) {
        if (property.equals("parentId") && sent.isString() && now.isString()) {
            return !view.resolve(sent.stringValue()).equals(now.stringValue());
        }
        if (property.equals(Sharing.PROPERTY)) {
            return !Sharing.means(sent, now);
        }
        return property.equals("sortOrder") ? sent.asLong() != now.asLong() : !sent.equals(now);
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError, IOException {
        try {
            return change(tx, id, patch);
        } catch (SetError error) {
            throw seen(tx, error);
        }
    }

    private @Nullable ObjectNode change(Transaction tx, ObjectId id, Patch patch) throws SetError, IOException {
        SetError error = plan().error(id.number());
        if (error != null) {
            throw error;
        }
        Edit edit = edit(tx);
        Row old = tx.row(id);
        if (old == null) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        Row row = plan().after(id.number());
        if (row == null) {
            row = edit.patched(old, patch);
            forest().putChecked(id.number(), row);
        }
        tx.update(Mail.MAILBOX, id, row);
        ObjectNode other = JsonNodeFactory.instance.objectNode();
        for (String property : patch.properties()) {
            JsonNode now = edit.shown().get(property, row);
            if (differs(property, Edit.sent(patch, property, edit.shown().get(property, old)), now)) {
                other.set(property, now);
            }
        }
        return other.isEmpty() ? null : other;
    }

    @Override
    public List<Invocation> afterwards(SetOutcome outcome) {
        index.remember(view.at(view.account().snapshot()));
        return List.of();
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) throws SetError {
        try {
            remove(tx, id);
        } catch (SetError error) {
            throw childless(tx, id, error);
        }
    }

    /** To others, a child that they do not see does not exist: what they may not do is all that they are told. */
    private SetError childless(Transaction tx, ObjectId id, SetError error) {
        Access access = Access.of(view.at(tx.snapshot()));
        boolean isHidden = error.type().equals(HAS_CHILD)
                && forest().rows().values().stream()
                        .filter(row -> row.get(OfMailbox.PARENT) == id.number())
                        .noneMatch(row -> access.rights(row).has(Right.MAY_READ_ITEMS));
        return isHidden ? SetError.of(SetError.FORBIDDEN, Right.MAY_DELETE.property()) : error;
    }

    private void remove(Transaction tx, ObjectId id) throws SetError {
        SetError error = plan().error(id.number());
        if (error != null) {
            throw error;
        }
        Row row = tx.row(id);
        if (row == null) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        if (!plan().isWanted(id.number()) || forest().hasChild(id.number())) {
            edit(tx).checkDestroy(row, true, removeEmails); // made by this very call, or got a child by it
            if (forest().hasChild(id.number())) {
                throw SetError.of(HAS_CHILD, null);
            }
        }
        forest().put(id.number(), null);
        tx.destroy(Mail.MAILBOX, id);
    }
}
