package org.mailbay.jmap.mail.email;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Threads;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.mailbay.store.Transaction.Touch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Email/set (RFC 8621 §4.6): keywords, mailboxes and destroying. */
final class EmailChanger implements Changer {
    private static final int MAX_KEYWORDS = 200;
    private static final int MAX_MAILBOXES = 1_000;

    private final View view;
    private final Set<ObjectId> destroyed = new HashSet<>();

    EmailChanger(View view) {
        this.view = view;
    }

    @Override
    public Creation create(ObjectNode object) throws SetError {
        throw SetError.of(SetError.FORBIDDEN, "messages cannot be composed here yet; they arrive by SMTP");
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError {
        Row old = tx.row(id);
        if (old == null || !Mail.isVisible(old)) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        Row row = old;
        if (patch.properties().contains("keywords")) {
            row = row.with(OfEmail.KEYWORDS, keywords(patch, old));
        }
        if (patch.properties().contains("mailboxIds")) {
            row = withMailboxes(row, mailboxes(tx, patch, old));
        }
        if (row.equals(old)) {
            return null;
        }
        tx.update(Mail.EMAIL, id, row);
        touchMailboxes(tx, old, row);
        return null;
    }

    private static Set<String> keywords(Patch patch, Row old) throws SetError {
        Set<String> keywords = new LinkedHashSet<>();
        for (String keyword : members(patch, "keywords", old.get(OfEmail.KEYWORDS))) {
            // RFC 8621 §4.1.1: as IMAP's flag-keyword, but lower case
            if (!keyword.matches("[\\x21-\\x7e&&[^(){\\]%*\"\\\\]]{1,255}")) {
                throw SetError.invalidProperties("no keyword: " + keyword, "keywords");
            }
            keywords.add(keyword.toLowerCase(Locale.ROOT));
        }
        if (keywords.size() > MAX_KEYWORDS) {
            throw SetError.of("tooManyKeywords", "at most " + MAX_KEYWORDS); // RFC 8621 §4.6
        }
        return keywords;
    }

    private Set<Long> mailboxes(Transaction tx, Patch patch, Row old) throws SetError {
        Set<String> before = new LinkedHashSet<>();
        for (Member member : Mail.visible(old.get(OfEmail.MAILBOXES))) {
            before.add(Mail.MAILBOX.id(member.container()).toString());
        }
        Set<Long> mailboxes = new LinkedHashSet<>();
        for (String name : members(patch, "mailboxIds", before)) {
            ObjectId mailbox = Mail.MAILBOX.parse(view.resolve(name)).orElse(null);
            if (mailbox == null || tx.row(mailbox) == null) {
                throw SetError.invalidProperties("no such mailbox: " + name, "mailboxIds");
            }
            mailboxes.add(mailbox.number());
        }
        if (mailboxes.isEmpty()) {
            throw SetError.invalidProperties("an email is in at least one mailbox", "mailboxIds"); // RFC 8621 §4.1.1
        }
        if (mailboxes.size() > MAX_MAILBOXES) {
            throw SetError.of("tooManyMailboxes", "at most " + MAX_MAILBOXES); // RFC 8621 §4.6
        }
        return mailboxes;
    }

    /** The names that a map to true has after the patch (RFC 8621 §4.1.1: the value is always true). */
    private static Set<String> members(Patch patch, String property, Iterable<String> old) throws SetError {
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        old.forEach(name -> before.put(name, true));
        JsonNode after = patch.apply(property, before);
        if (after.isNull()) {
            return Set.of();
        }
        if (!(after instanceof ObjectNode map)) {
            throw SetError.invalidProperties("not an object", property);
        }
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (!entry.getValue().isBoolean() || !entry.getValue().booleanValue()) {
                throw SetError.invalidProperties("values must be true", property);
            }
            names.add(entry.getKey());
        }
        return names;
    }

    /** A membership that is only marked deleted stays for IMAP to expunge, unless the client puts the email there again. */
    private static Row withMailboxes(Row row, Set<Long> wanted) {
        Set<Member> members = new LinkedHashSet<>();
        Set<Long> kept = new HashSet<>();
        for (Member member : row.get(OfEmail.MAILBOXES)) {
            boolean isWanted = wanted.contains(member.container());
            if (isWanted && member.deleted()) {
                continue;
            }
            if (isWanted || member.deleted()) {
                members.add(member);
                kept.add(member.container());
            }
        }
        for (long container : wanted) {
            if (!kept.contains(container)) {
                members.add(Member.in(Mail.MAILBOX.id(container)));
            }
        }
        return row.with(OfEmail.MAILBOXES, members);
    }

    private void touchMailboxes(Transaction tx, Row old, Row row) {
        Set<Long> touched = new HashSet<>();
        if (!old.get(OfEmail.MAILBOXES).equals(row.get(OfEmail.MAILBOXES))) {
            addContainers(old, touched);
            addContainers(row, touched);
        }
        if (Mail.isUnread(old.get(OfEmail.KEYWORDS)) != Mail.isUnread(row.get(OfEmail.KEYWORDS))) {
            addContainers(row, touched);
            // unreadThreads of every mailbox that has an email of the thread (RFC 8621 §2)
            addContainersOfThread(tx, row.get(OfEmail.THREAD_NUMBER), touched);
        }
        touched.forEach(mailbox -> tx.touch(Mail.MAILBOX, Mail.MAILBOX.id(mailbox), Touch.COUNTS));
    }

    private static void addContainers(Row row, Set<Long> containers) {
        row.get(OfEmail.MAILBOXES).forEach(member -> containers.add(member.container()));
    }

    private static void addContainersOfThread(Transaction tx, long thread, Set<Long> containers) {
        Objects emails = tx.snapshot().objects(Mail.EMAIL);
        for (ObjectId id : Threads.members(emails, thread)) {
            emails.get(OfEmail.MAILBOXES, emails.ordinal(id)).forEach(member -> containers.add(member.container()));
        }
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) throws SetError {
        Row row = tx.row(id);
        if (row == null || !Mail.isVisible(row)) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        long thread = row.get(OfEmail.THREAD_NUMBER);
        tx.destroy(Mail.EMAIL, id);
        destroyed.add(id);
        Set<Long> touched = new HashSet<>();
        addContainers(row, touched);
        if (Mail.isUnread(row.get(OfEmail.KEYWORDS))) {
            addContainersOfThread(tx, thread, touched);
        }
        touched.forEach(mailbox -> tx.touch(Mail.MAILBOX, Mail.MAILBOX.id(mailbox), Touch.COUNTS));
        boolean others = Threads.members(tx.snapshot().objects(Mail.EMAIL), thread).stream()
                .anyMatch(member -> !destroyed.contains(member));
        tx.touch(Mail.THREAD, Mail.THREAD.id(thread), others ? Touch.UPDATED : Touch.DESTROYED);
    }
}
