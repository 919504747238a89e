package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.ArrivingText;
import org.mailbay.jmap.mail.mailbox.MailboxTree;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Snapshot;

/** An account that a principal has opened. */
final class OpenAccount implements MailAccount {
    /** How long a message is kept that is not added. */
    private static final Duration HOLD = Duration.ofHours(1);

    private final Standing standing;
    private final MailboxTree tree;

    OpenAccount(Standing standing, MailboxTree tree) {
        this.standing = standing;
        this.tree = tree;
    }

    @Override
    public Account account() {
        return standing.account();
    }

    @Override
    public boolean isOwn() {
        return standing.view().isOwn();
    }

    @Override
    public MailboxRights rights(Snapshot snapshot, long mailbox) {
        return standing.rights(snapshot, mailbox);
    }

    @Override
    public long create(long parent, String name, String role) throws MailRefusal, IOException {
        return tree.create(parent, name, role);
    }

    @Override
    public void rename(long mailbox, long parent, String name) throws MailRefusal, IOException {
        tree.rename(mailbox, parent, name);
    }

    @Override
    public void delete(long mailbox) throws MailRefusal, IOException {
        tree.delete(mailbox);
    }

    @Override
    public void subscribe(long mailbox, boolean subscribed) throws MailRefusal, IOException {
        tree.subscribe(mailbox, subscribed);
    }

    @Override
    public void share(long mailbox, AccountId with, MailboxRights rights) throws MailRefusal, IOException {
        tree.share(mailbox, with, rights);
    }

    @Override
    public long annotate(long mailbox, Map<String, byte @Nullable []> values, @Nullable String role)
            throws MailRefusal, IOException {
        return tree.annotate(mailbox, values, role);
    }

    @Override
    public StoredEmail read(BlobRef blob) throws MailRefusal, IOException {
        account().blobs().hold(blob, HOLD);
        ArrivingText text = new ArrivingText(blob.size());
        Optional<BlobInput> opened = account().blobs().open(blob, 0, blob.size());
        try (BlobInput input = opened.orElseThrow(() -> new IOException("the blob is gone"))) {
            byte[] piece = new byte[32 * 1024];
            for (int count = input.content().read(piece);
                    count >= 0;
                    count = input.content().read(piece)) {
                text.write(piece, 0, count);
            }
        }
        if (text.header().fields().isEmpty()) {
            throw new MailRefusal(Reason.NO_MESSAGE, "not a message: it has no header"); // RFC 5322 §2.1
        }
        String preview = text.preview((from, length) -> account().blobs().open(blob, from, length));
        return new StoredEmail(blob, preview, text.message());
    }

    @Override
    public Arriving arriving(long sizeHint) throws IOException {
        return new ArrivingEmail(account(), sizeHint);
    }

    @Override
    public List<Added> add(long mailbox, List<NewEmail> emails, @Nullable Replaced replaced)
            throws MailRefusal, IOException {
        return new Adding(standing, mailbox).add(emails, replaced);
    }

    @Override
    public Marked mark(long mailbox, Collection<ObjectId> emails, Change change, long unchangedSince)
            throws MailRefusal, IOException {
        return new Marking(standing, mailbox, change, unchangedSince).mark(emails);
    }

    @Override
    public Map<ObjectId, Long> expunge(long mailbox, Collection<ObjectId> emails, boolean onlyDeleted)
            throws MailRefusal, IOException {
        return new Expunging(standing, mailbox, onlyDeleted).expunge(emails);
    }

    @Override
    public List<Placed> copy(
            long mailbox, List<ObjectId> emails, MailAccount target, long targetMailbox, IntConsumer progress)
            throws MailRefusal, IOException {
        return new Copying(standing, mailbox, other(target), targetMailbox).copy(emails, progress);
    }

    @Override
    public List<Placed> move(
            long mailbox, List<ObjectId> emails, MailAccount target, long targetMailbox, IntConsumer progress)
            throws MailRefusal, IOException {
        return new Moving(standing, mailbox, other(target), targetMailbox).move(emails, progress);
    }

    private static Standing other(MailAccount target) {
        if (target instanceof OpenAccount open) {
            return open.standing;
        }
        throw new IllegalArgumentException("an account of another mailroom");
    }
}
