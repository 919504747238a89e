package org.mailbay.jmap.mail.mailbox;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.spi.ShareChange;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An account's mailboxes, changed one at a time for who does not speak JMAP, by the very rules of Mailbox/set. */
public final class MailboxTree {
    private final MailboxType type;
    private final View view;
    private final Sharing sharing;
    private final MailIndex index;

    MailboxTree(MailboxType type, View view, Sharing sharing, MailIndex index) {
        this.type = type;
        this.view = view;
        this.sharing = sharing;
        this.index = index;
    }

    /** Makes a mailbox below {@code parent} (0: at the top) and gives its number; nobody is subscribed to it. */
    public long create(long parent, String name, String role) throws MailRefusal, IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("name", name);
        object.put("parentId", parent == 0 ? null : Mail.MAILBOX.id(parent).toString());
        if (!role.isEmpty()) {
            object.put("role", role);
        }
        object.put("isSubscribed", false); // RFC 9051 §6.3.4: what CREATE makes is not subscribed to
        return write((tx, changer) -> {
            changer.begin(tx, Map.of(), List.of());
            ObjectId id = changer.created(tx, object).id();
            ShareChange.tell(type, view, tx, id, null, tx.row(id));
            return id.number();
        });
    }

    /** Gives a mailbox another parent, another name, or both. */
    public void rename(long mailbox, long parent, String name) throws MailRefusal, IOException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.put("name", name);
        patch.put("parentId", parent == 0 ? null : Mail.MAILBOX.id(parent).toString());
        update(mailbox, patch);
    }

    /** Whether the principal is subscribed from now on. */
    public void subscribe(long mailbox, boolean subscribed) throws MailRefusal, IOException {
        update(mailbox, JsonNodeFactory.instance.objectNode().put("isSubscribed", subscribed));
    }

    private void update(long mailbox, ObjectNode changes) throws MailRefusal, IOException {
        ObjectId id = Mail.MAILBOX.id(mailbox);
        write((tx, changer) -> {
            visible(tx, id);
            Patch patch = Patch.of(changes);
            changer.begin(tx, Map.of(id, patch), List.of());
            changer.update(tx, id, patch);
            return 0L;
        });
    }

    /** Sets what another principal may do there. */
    public void share(long mailbox, AccountId with, MailboxRights rights) throws MailRefusal, IOException {
        ObjectId id = Mail.MAILBOX.id(mailbox);
        if (!rights.letters().isEmpty()) {
            try {
                sharing.check(view, with); // before the account is held: a directory may be waited for
            } catch (SetError error) {
                throw refusal(error);
            }
        }
        write((tx, changer) -> {
            Row before = visible(tx, id);
            changer.begin(tx, Map.of(), List.of());
            Row after = changer.edit(tx).shared(before, with, rights);
            tx.update(Mail.MAILBOX, id, after);
            ShareChange.tell(type, view, tx, id, before, after);
            return 0L;
        });
    }

    /** Notes something of a mailbox, or with 0 of the account's mail as a whole; see {@link Annotating}. */
    public long annotate(long mailbox, Map<String, byte @Nullable []> values, @Nullable String role)
            throws MailRefusal, IOException {
        return write((tx, changer) -> {
            MailboxRights rights = view.isOwn() ? MailboxRights.ALL : MailboxRights.NONE;
            if (mailbox != 0) {
                visible(tx, Mail.MAILBOX.id(mailbox));
                rights = Access.of(view.at(tx.snapshot())).rights(mailbox);
            }
            if (role != null) {
                Patch patch = Patch.of(JsonNodeFactory.instance.objectNode().put("role", role.isEmpty() ? null : role));
                changer.begin(tx, Map.of(Mail.MAILBOX.id(mailbox), patch), List.of());
                changer.update(tx, Mail.MAILBOX.id(mailbox), patch);
            }
            new Annotating(tx, view.principal().account(), mailbox).set(values, rights);
            return tx.modSeq();
        });
    }

    /** Removes a mailbox without children, after its emails, for which it may take several transactions. */
    public void delete(long mailbox) throws MailRefusal, IOException {
        ObjectId id = Mail.MAILBOX.id(mailbox);
        boolean done = false;
        while (!done) {
            done = write((tx, changer) -> {
                Row row = visible(tx, id);
                if (Shown.isInbox(row)) {
                    throw new MailRefusal(Reason.CANNOT, "there is always an inbox"); // RFC 9051 §6.3.5
                }
                if (!changer.begin(tx, Map.of(), List.of(id))) {
                    return false;
                }
                changer.destroy(tx, id);
                ShareChange.tell(type, view, tx, id, row, null);
                return true;
            });
        }
    }

    private Row visible(Transaction tx, ObjectId id) throws MailRefusal {
        if (!Access.of(view.at(tx.snapshot())).sees(id)) {
            throw new MailRefusal(Reason.NONEXISTENT, "there is no such mailbox");
        }
        return Objects.requireNonNull(tx.row(id));
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Transaction tx, MailboxChanger changer) throws SetError, MailRefusal, IOException;
    }

    private <T> T write(Work<T> work) throws MailRefusal, IOException {
        return view.account().<T, MailRefusal>write(tx -> {
            try {
                return work.run(tx, new MailboxChanger(view, true, sharing, index));
            } catch (SetError error) {
                throw refusal(error);
            }
        });
    }

    private static MailRefusal refusal(SetError error) {
        return new MailRefusal(reason(error), Objects.requireNonNullElse(error.description(), error.type()));
    }

    private static Reason reason(SetError error) {
        return switch (error.type()) {
            case SetError.FORBIDDEN -> Reason.NO_PERMISSION;
            case SetError.OVER_QUOTA -> Reason.LIMIT;
            case SetError.ALREADY_EXISTS -> Reason.ALREADY_EXISTS;
            case SetError.NOT_FOUND -> Reason.NONEXISTENT;
            case MailboxChanger.HAS_CHILD -> Reason.HAS_CHILDREN;
            default -> invalid(Objects.requireNonNullElse(error.description(), ""));
        };
    }

    private static Reason invalid(String description) {
        if (description.equals(Forest.roleTaken().description())) {
            return Reason.ALREADY_EXISTS;
        }
        if (description.equals(Forest.tooDeep().description())) {
            return Reason.LIMIT;
        }
        return description.equals(Edit.NO_PARENT) ? Reason.NONEXISTENT : Reason.CANNOT;
    }
}
