package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.MemoryStore;

/** A mailroom over a store in memory; alice and bob are of one tenant. */
final class Desk implements AutoCloseable {
    static final Instant TIME = Instant.parse("2026-11-23T05:00:00Z");

    final MemoryStore memory;
    final StoreMailroom room;
    final Principal alice;
    final Principal bob;

    Desk() throws IOException {
        this(0);
    }

    Desk(int quotaMegabytes) throws IOException {
        memory = new MemoryStore(quotaMegabytes);
        alice = principal("alice@example.test");
        bob = principal("bob@example.test");
        MailIndex index = new MailIndex();
        MailboxType mailboxes = new MailboxType(index);
        List<Principal> all = List.of(alice, bob);
        mailboxes.bindDirectory((Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (_, _, _) -> all));
        room = new StoreMailroom(memory.store(), index, new EmailLimits(100, 10), mailboxes);
        room.bindSharing(new Everybody(all));
    }

    private Principal principal(String address) throws IOException {
        Account account = memory.store().create(new TenantId(1));
        return new Principal(account.tenant(), address, "", account.id(), Set.of());
    }

    /** Lets everybody look whether something is shared. */
    private record Everybody(List<Principal> all) implements SharedAccounts {
        @Override
        public List<Shared> of(Principal principal) {
            return all.stream()
                    .filter(other -> !other.equals(principal))
                    .map(other -> new Shared(other.account(), other.address(), false, 1))
                    .toList();
        }

        @Override
        public Optional<Shared> find(Principal principal, AccountId account) {
            return of(principal).stream()
                    .filter(shared -> shared.account().equals(account))
                    .findAny();
        }
    }

    MailAccount own() throws IOException {
        return room.open(alice, alice.account()).orElseThrow();
    }

    /** Alice's account as bob has it. */
    MailAccount bobs() throws IOException {
        return room.open(bob, alice.account()).orElseThrow();
    }

    static long inbox(MailAccount account) {
        ObjectId id = Mailboxes.withRole(account.account().snapshot().objects(Mail.MAILBOX), Mailboxes.INBOX);
        return java.util.Objects.requireNonNull(id).number();
    }

    static NewEmail message(MailAccount account, String subject, String... keywords) throws Exception {
        byte[] bytes = ("From: a@example.test\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject
                        + "@example.test>\r\n\r\nText of " + subject + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        return new NewEmail(read(account, bytes), Set.of(keywords), false, TIME);
    }

    static StoredEmail read(MailAccount account, byte[] bytes) throws Exception {
        try (BlobSink sink = account.account().blobs().create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            return account.read(sink.seal());
        }
    }

    /** Adds messages with these subjects. */
    static List<ObjectId> add(MailAccount account, long mailbox, String... subjects) throws Exception {
        List<NewEmail> emails = new ArrayList<>();
        for (String subject : subjects) {
            emails.add(message(account, subject));
        }
        return account.add(mailbox, emails, null).stream().map(Added::email).toList();
    }

    /** What a mailbox holds, by UID: subject and flags. */
    static Map<Long, String> shown(MailAccount account, long mailbox) throws IOException {
        Snapshot snapshot = account.account().snapshot();
        Objects emails = snapshot.objects(Mail.EMAIL);
        Map<Long, String> shown = new TreeMap<>();
        for (int ordinal : emails.in(OfEmail.MAILBOXES, mailbox).toArray()) {
            byte[] bytes = java.util.Objects.requireNonNull(account.account().bytes(emails.id(ordinal)));
            StringJoiner line = new StringJoiner(" ");
            line.add(StoredEmail.fromBytes(bytes).message().subject().orElse(""));
            emails.get(OfEmail.KEYWORDS, ordinal).forEach(line::add);
            for (Member member : emails.get(OfEmail.MAILBOXES, ordinal)) {
                if (member.container() == mailbox) {
                    shown.put(
                            member.uid(),
                            member.deleted() ? line.add("\\Deleted").toString() : line.toString());
                }
            }
        }
        return shown;
    }

    void share(long mailbox, String letters) throws Exception {
        own().share(mailbox, bob.account(), new MailboxRights(letters));
    }

    /** Something that may be refused. */
    @FunctionalInterface
    interface Attempt {
        void run() throws Exception;
    }

    /** Why it was refused; null when it was not. */
    static Reason refusal(Attempt attempt) throws Exception {
        try {
            attempt.run();
            return null;
        } catch (MailRefusal refusal) {
            return refusal.reason();
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
