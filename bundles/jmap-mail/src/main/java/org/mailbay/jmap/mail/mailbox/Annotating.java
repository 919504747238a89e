package org.mailbay.jmap.mail.mailbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Annotations;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfAnnotation;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/**
 * Notes something of one mailbox, within a transaction.
 *
 * <p>What was removed stays for a while without its value: the log alone could not say what it was.
 */
final class Annotating {
    /** Values of one mailbox that all share, or that one user has. */
    static final int MOST = 100;

    /** Objects of one account, with those that were removed. */
    static final int MOST_OF_ACCOUNT = 10_000;

    /** Bytes of one account. */
    static final long MOST_BYTES = 16L * 1024 * 1024;

    private final Transaction tx;
    private final AccountId user;
    private final long mailbox;
    private final Map<String, Scope> scopes = new HashMap<>();
    private long count;
    private long bytes;

    /** What one user, or with the empty name all, have noted of the mailbox. */
    private static final class Scope {
        private final Map<String, ObjectId> known = new HashMap<>();
        private final Deque<String> removed = new ArrayDeque<>();
        private int count;
    }

    Annotating(Transaction tx, AccountId user, long mailbox) {
        this.tx = tx;
        this.user = user;
        this.mailbox = mailbox;
        Objects all = tx.snapshot().objects(Mail.ANNOTATION);
        count = all.all().size();
        all.all().forEach(ordinal -> {
            long size = all.get(OfAnnotation.SIZE, ordinal);
            bytes += size;
            if (all.get(OfAnnotation.MAILBOX, ordinal) == mailbox) {
                Scope scope = scope(all.get(OfAnnotation.USER, ordinal));
                String key = Annotations.key(all.get(OfAnnotation.ENTRY, ordinal));
                scope.known.put(key, all.id(ordinal));
                if (size == 0) {
                    scope.removed.add(key);
                } else {
                    scope.count++;
                }
            }
        });
    }

    private Scope scope(String name) {
        return scopes.computeIfAbsent(name, _ -> new Scope());
    }

    /** @param rights of the user, to the mailbox */
    void set(Map<String, byte @Nullable []> values, MailboxRights rights) throws MailRefusal {
        if (!Annotations.mayUse(rights)) {
            throw new MailRefusal(Reason.NO_PERMISSION, "that takes the right l and one of r, s, w, i, p");
        }
        for (Map.Entry<String, byte @Nullable []> entry : values.entrySet()) {
            String key = Annotations.key(entry.getKey());
            boolean isShared = key.startsWith(Annotations.SHARED + '/');
            if (!isShared && !key.startsWith(Annotations.PRIVATE + '/') || key.length() > Annotations.MAX_NAME) {
                throw new MailRefusal(Reason.CANNOT, "there is nothing of this name");
            }
            if (isShared && (mailbox == 0 || !rights.hasAll("w"))) {
                throw new MailRefusal(Reason.NO_PERMISSION, "that is not yours to say"); // RFC 5464 §3.3
            }
            int prefix = isShared ? Annotations.SHARED.length() : Annotations.PRIVATE.length();
            set(isShared ? "" : user.toString(), entry.getKey().substring(prefix), entry.getValue());
        }
    }

    private void set(String owner, String entry, byte @Nullable [] value) throws MailRefusal {
        Scope scope = scope(owner);
        String key = Annotations.key(entry);
        ObjectId id = scope.known.get(key);
        Row old = id == null ? null : tx.row(id);
        if (id == null || old == null) {
            if (value != null) {
                create(scope, owner, entry, value);
            }
            return;
        }
        long before = old.get(OfAnnotation.SIZE);
        if (value == null && before == 0) {
            return;
        }
        byte[] now = value == null ? new byte[0] : value;
        grow(scope, (value == null ? 0 : 1) - (before == 0 ? 0 : 1), size(value) - before);
        tx.update(Mail.ANNOTATION, id, old.with(OfAnnotation.SIZE, size(value)), now, Set.of());
    }

    private static long size(byte @Nullable [] value) {
        return value == null ? 0 : value.length + 1L;
    }

    private void create(Scope scope, String owner, String entry, byte[] value) throws MailRefusal {
        grow(scope, 1, size(value));
        String oldest = scope.removed.size() < MOST ? null : scope.removed.poll();
        if (oldest != null) {
            tx.destroy(Mail.ANNOTATION, java.util.Objects.requireNonNull(scope.known.remove(oldest)));
        } else if (++count > MOST_OF_ACCOUNT) {
            throw tooMany();
        }
        Row row = Row.EMPTY
                .with(OfAnnotation.MAILBOX, mailbox)
                .with(OfAnnotation.USER, owner)
                .with(OfAnnotation.ENTRY, entry)
                .with(OfAnnotation.SIZE, size(value));
        scope.known.put(Annotations.key(entry), tx.create(Mail.ANNOTATION, row, value, List.of()));
    }

    private void grow(Scope scope, int more, long moreBytes) throws MailRefusal {
        scope.count += more;
        bytes += moreBytes;
        if (more > 0 && scope.count > MOST || moreBytes > 0 && bytes > MOST_BYTES) {
            throw tooMany();
        }
    }

    private static MailRefusal tooMany() {
        return new MailRefusal(Reason.LIMIT, "more than can be noted");
    }
}
