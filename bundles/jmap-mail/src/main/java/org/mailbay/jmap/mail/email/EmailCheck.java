package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.EmailFields;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Account;
import org.mailbay.store.Finding;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TextQuery;

/** Says what cannot be true of emails: of their threads, their mailboxes, what is kept of them. */
final class EmailCheck {
    private static final int SLICE = 500;
    /** Bytes of a message that may have no header at all. */
    private static final int SMALLEST = 200;

    private final Account account;
    private final Consumer<Finding> findings;
    private final Snapshot snapshot;
    private final Objects emails;

    EmailCheck(Account account, Consumer<Finding> findings) {
        this.account = account;
        this.findings = findings;
        snapshot = account.snapshot();
        emails = snapshot.objects(Mail.EMAIL);
    }

    void run() throws IOException {
        Objects mailboxes = snapshot.objects(Mail.MAILBOX);
        List<Integer> slice = new ArrayList<>();
        for (int ordinal : emails.all().toArray()) {
            row(ordinal, mailboxes);
            slice.add(ordinal);
            if (slice.size() == SLICE) {
                bytes(slice);
                slice.clear();
            }
        }
        bytes(slice);
        coverage();
    }

    /** Every email has a header, so the index knows the names of its fields; one that is behind is no finding. */
    private void coverage() throws IOException {
        try {
            TextQuery any = new TextQuery(Set.of(EmailFields.HEADER_NAME), "", TextQuery.Mode.WORDS);
            Ordinals indexed = account.search().find(snapshot, Mail.EMAIL, any);
            // What was destroyed meanwhile is no longer in the index either.
            Objects now = account.snapshot().objects(Mail.EMAIL);
            emails.all().minus(indexed).forEach(ordinal -> {
                if (emails.get(OfEmail.SIZE, ordinal) > SMALLEST && now.ordinal(emails.id(ordinal)) >= 0) {
                    find("email-not-indexed", emails.id(ordinal) + " is found by none, or only some, of its text");
                }
            });
        } catch (SearchBehindException e) {
            return;
        }
    }

    private void row(int ordinal, Objects mailboxes) {
        ObjectId id = emails.id(ordinal);
        long thread = emails.get(OfEmail.THREAD_NUMBER, ordinal);
        // A thread has the number of its first email, which may be gone.
        if (thread < 1 || thread > id.number()) {
            find("email-thread", id + " is in thread " + thread + ", which it cannot have joined");
        } else {
            int first = emails.ordinal(Mail.EMAIL.id(thread));
            if (first >= 0 && emails.get(OfEmail.THREAD_NUMBER, first) != thread) {
                find("email-thread", id + " is in thread " + thread + ", whose first email is in another");
            }
        }
        List<Member> members = emails.get(OfEmail.MAILBOXES, ordinal);
        if (members.isEmpty()) {
            find("email-nowhere", id + " is in no mailbox");
        }
        for (Member member : members) {
            if (mailboxes.ordinal(Mail.MAILBOX.id(member.container())) < 0) {
                find("email-mailbox-missing", id + " is in " + Mail.MAILBOX.id(member.container()) + ", which is not");
            }
        }
    }

    private void bytes(List<Integer> ordinals) throws IOException {
        if (ordinals.isEmpty()) {
            return;
        }
        Map<ObjectId, Integer> byId = new HashMap<>();
        List<ObjectId> ids = new ArrayList<>();
        for (int ordinal : ordinals) {
            ids.add(emails.id(ordinal));
            byId.put(emails.id(ordinal), ordinal);
        }
        List<byte @Nullable []> rows = account.bytes(ids);
        for (int i = 0; i < ids.size(); i++) {
            byte[] row = rows.get(i);
            if (row != null) {
                stored(ids.get(i), byId.get(ids.get(i)), row);
            }
        }
    }

    private void stored(ObjectId id, int ordinal, byte[] row) {
        try {
            StoredEmail email = StoredEmail.fromBytes(row);
            long size = emails.get(OfEmail.SIZE, ordinal);
            if (email.message().size() != size || email.blob().size() != size) {
                find(
                        "email-size",
                        id + " has " + size + " bytes in lists, "
                                + email.message().size() + " by its structure and "
                                + email.blob().size() + " in its blob");
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            find("email-unreadable", id + ": " + e.getMessage());
        }
    }

    private void find(String code, String detail) {
        findings.accept(new Finding(code, account.id(), detail));
    }
}
