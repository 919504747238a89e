package org.mailbay.jmap.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.View;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.mailbay.store.spi.Schema;
import org.mailbay.testkit.MemoryStore;

/** Two accounts in a store in memory, and somebody who brings mail. */
public final class Post implements AutoCloseable {
    private final MemoryStore memory = new MemoryStore();
    public final MailDelivery delivery = new MailDelivery(memory.store(), new MailIndex());
    public final Principal alice;
    public final Principal bob;
    private long clock = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();

    public Post() throws IOException {
        alice = principal("alice@example.test", 1);
        bob = principal("bob@example.test", 2);
    }

    private Principal principal(String address, long tenant) throws IOException {
        Account account = memory.store().create(new TenantId(tenant));
        return new Principal(account.tenant(), address, "", account.id(), Set.of());
    }

    /** Lets mail be searched. */
    public void search(Schema... schemas) {
        memory.search(schemas);
    }

    public Store store() {
        return memory.store();
    }

    public Account account(Principal principal) throws IOException {
        return memory.store().account(principal.account()).orElseThrow();
    }

    /** Brings a message with LF line ends, a second after the last one; the id it got in alice's account. */
    public ObjectId bring(String message, Principal... to) throws IOException {
        return bring(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), to);
    }

    public ObjectId bring(byte[] bytes, Principal... to) throws IOException {
        return bring(bytes, Placement.INBOX, to);
    }

    ObjectId bring(byte[] bytes, Placement placement, Principal... to) throws IOException {
        List<Principal> recipients = to.length == 0 ? List.of(alice) : List.of(to);
        try (Incoming incoming = delivery.begin(recipients, -1)) {
            for (int at = 0; at < bytes.length; at += 1_000) {
                incoming.write(bytes, at, Math.min(1_000, bytes.length - at));
            }
            clock += 1_000;
            List<Outcome> outcomes =
                    incoming.deliver(new Envelope("a@sender.test", "t", Instant.ofEpochMilli(clock)), placement);
            if (!Set.copyOf(outcomes).equals(Set.of(new Outcome.Delivered()))) {
                throw new IOException(outcomes.toString());
            }
        }
        Objects emails = account(recipients.getFirst()).snapshot().objects(Mail.EMAIL);
        int[] all = emails.all().toArray();
        return emails.id(all[all.length - 1]);
    }

    public long number(Column.Number column, ObjectId email) throws IOException {
        Objects emails = account(alice).snapshot().objects(Mail.EMAIL);
        return emails.get(column, emails.ordinal(email));
    }

    public StoredEmail stored(ObjectId email) throws IOException {
        return StoredEmail.fromBytes(account(alice).bytes(email));
    }

    /** What a method call of alice's sees. */
    public View view() throws IOException {
        return view(alice, alice);
    }

    /** What a method call of {@code principal}'s sees of {@code owner}'s account. */
    public View view(Principal principal, Principal owner) throws IOException {
        Account account = account(owner);
        return new Looking(principal, account, principal.equals(owner), account.snapshot());
    }

    private record Looking(Principal principal, Account account, boolean isOwn, Snapshot snapshot) implements View {
        @Override
        public long accessVersion() {
            return isOwn ? 0 : 1;
        }

        @Override
        public boolean readOnly() {
            return false;
        }

        @Override
        public Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException {
            return account.blobs().open(blob, from, length);
        }

        @Override
        public View at(Snapshot other) {
            return new Looking(principal, account, isOwn, other);
        }

        @Override
        public String resolve(String id) {
            return id;
        }
    }

    /** The ids of all mailboxes with their roles. */
    public ObjectId mailbox(String role) throws IOException {
        ObjectId id = Mailboxes.withRole(account(alice).snapshot().objects(Mail.MAILBOX), role);
        if (id == null) {
            throw new IOException("no mailbox " + role);
        }
        return id;
    }

    public static Set<ObjectId> ids(Objects objects, int... ordinals) {
        Set<ObjectId> ids = new LinkedHashSet<>();
        for (int ordinal : ordinals) {
            ids.add(objects.id(ordinal));
        }
        return ids;
    }

    @Override
    public void close() {
        memory.close();
    }
}
