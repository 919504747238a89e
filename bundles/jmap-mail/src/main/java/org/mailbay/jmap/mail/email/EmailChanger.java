package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
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
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.SetOutcome;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Email/set (RFC 8621 §4.6); what is new is composed by {@link EmailCreation}. */
final class EmailChanger implements Changer {
    /** Emails that one transaction adds, which has room for about 3,900 rows. */
    private static final int SLICE = 100;

    private final View view;
    private final MailIndex index;
    private final EmailLimits limits;
    private final InstantSource clock;
    private final Room room;
    private final List<EmailCreation> creations = new ArrayList<>();
    private @Nullable Aftermath aftermath;

    EmailChanger(View view, MailIndex index, EmailLimits limits, InstantSource clock, Composed composed) {
        this.view = view;
        this.index = index;
        this.limits = limits;
        this.clock = clock;
        this.room = new Room(view, composed);
    }

    @Override
    public Creation create(ObjectNode object) throws SetError, IOException {
        EmailCreation creation = EmailCreation.compose(view, this::aftermath, object, limits, clock, room);
        creations.add(creation);
        return creation;
    }

    /** Adds emails in slices when they are many. */
    @Override
    public boolean begin(Transaction tx, Map<ObjectId, Patch> updates, List<ObjectId> destroys) throws IOException {
        aftermath = null;
        List<EmailCreation> left =
                creations.stream().filter(creation -> !creation.isDone()).toList();
        if (left.size() <= SLICE) {
            return true;
        }
        for (EmailCreation creation : left.subList(0, SLICE)) {
            creation.attempt(tx);
        }
        return false;
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError, IOException {
        Access access = Access.of(view.at(tx.snapshot()));
        Row old = tx.row(id);
        if (old == null || !access.seesEmail(old)) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        Row row = old;
        if (patch.properties().contains("keywords")) {
            row = row.with(OfEmail.KEYWORDS, keywords(patch, old));
            checkKeywords(access, old, row);
        }
        if (patch.properties().contains("mailboxIds")) {
            row = withMailboxes(row, mailboxes(tx, access, patch, old), access);
        }
        if (row.equals(old)) {
            return null;
        }
        tx.update(Mail.EMAIL, id, row);
        aftermath(tx).changed(id, old, Objects.requireNonNull(tx.row(id)));
        return null;
    }

    /** RFC 8621 §2: who may not set it in all mailboxes of the email may not set it. */
    private static void checkKeywords(Access access, Row old, Row row) throws SetError {
        Set<String> changed = new HashSet<>(old.get(OfEmail.KEYWORDS));
        changed.addAll(row.get(OfEmail.KEYWORDS));
        changed.removeIf(keyword -> old.get(OfEmail.KEYWORDS).contains(keyword)
                && row.get(OfEmail.KEYWORDS).contains(keyword));
        boolean seen = changed.remove("$seen");
        if (seen && !access.mayInAll(old.get(OfEmail.MAILBOXES), Right.MAY_SET_SEEN)) {
            throw SetError.of(SetError.FORBIDDEN, Right.MAY_SET_SEEN.property());
        }
        if (!changed.isEmpty() && !access.mayInAll(old.get(OfEmail.MAILBOXES), Right.MAY_SET_KEYWORDS)) {
            throw SetError.of(SetError.FORBIDDEN, Right.MAY_SET_KEYWORDS.property());
        }
    }

    private Aftermath aftermath(Transaction tx) {
        Aftermath known = aftermath;
        if (known == null) {
            known = new Aftermath(view.account(), tx, index);
            aftermath = known;
        }
        return known;
    }

    private Set<String> keywords(Patch patch, Row old) throws SetError {
        Set<String> before = old.get(OfEmail.KEYWORDS);
        return Placement.keywords(after(patch, "keywords", before), before, limits);
    }

    private Set<Long> mailboxes(Transaction tx, Access access, Patch patch, Row old) throws SetError {
        Set<String> before = new LinkedHashSet<>();
        Set<Long> left = new LinkedHashSet<>();
        for (Member member : access.shown(old.get(OfEmail.MAILBOXES))) {
            before.add(Mail.MAILBOX.id(member.container()).toString());
            left.add(member.container());
        }
        Set<String> names = Placement.mailboxIds(after(patch, "mailboxIds", before), before.size(), limits);
        Set<Long> mailboxes = Placement.mailboxes(tx, view, access, names, left);
        for (long mailbox : left) {
            if (!mailboxes.contains(mailbox) && !access.rights(mailbox).has(Right.MAY_REMOVE_ITEMS)) {
                throw SetError.of(SetError.FORBIDDEN, Right.MAY_REMOVE_ITEMS.property());
            }
        }
        return mailboxes;
    }

    private static JsonNode after(Patch patch, String property, Iterable<String> old) throws SetError {
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        old.forEach(name -> before.put(name, true));
        return patch.apply(property, before);
    }

    /**
     * A membership that is only marked deleted stays for IMAP to expunge, unless the client puts the email there again; one that the
     * client does not see stays anyway.
     */
    private Row withMailboxes(Row row, Set<Long> wanted, Access access) throws SetError {
        Set<Member> members = new LinkedHashSet<>();
        Set<Long> kept = new HashSet<>();
        for (Member member : row.get(OfEmail.MAILBOXES)) {
            boolean isWanted = wanted.contains(member.container());
            if (isWanted && member.deleted()) {
                continue;
            }
            if (isWanted || member.deleted() || !access.sees(member.container())) {
                members.add(member);
                kept.add(member.container());
            }
        }
        for (long container : wanted) {
            if (!kept.contains(container)) {
                members.add(Member.in(Mail.MAILBOX.id(container)));
            }
        }
        if (members.size() > limits.mailboxes()
                && members.size() > row.get(OfEmail.MAILBOXES).size()) {
            throw Placement.tooManyMailboxes(limits);
        }
        return row.with(OfEmail.MAILBOXES, members);
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) throws SetError, IOException {
        Access access = Access.of(view.at(tx.snapshot()));
        Row row = tx.row(id);
        if (row == null || !access.seesEmail(row)) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        List<Member> shown = access.shown(row.get(OfEmail.MAILBOXES));
        if (!access.mayInAll(shown, Right.MAY_REMOVE_ITEMS)) {
            throw SetError.of(SetError.FORBIDDEN, Right.MAY_REMOVE_ITEMS.property());
        }
        List<Member> hidden = row.get(OfEmail.MAILBOXES).stream()
                .filter(member -> !access.sees(member.container()))
                .toList();
        if (hidden.isEmpty()) {
            tx.destroy(Mail.EMAIL, id);
            aftermath(tx).destroyed(id, row);
        } else {
            // What is not shared stays where it is
            Row left = row.with(OfEmail.MAILBOXES, hidden);
            tx.update(Mail.EMAIL, id, left);
            aftermath(tx).changed(id, row, left);
        }
    }

    @Override
    public List<Invocation> afterwards(SetOutcome outcome) {
        index.remember(view.at(view.account().snapshot()));
        return List.of();
    }
}
