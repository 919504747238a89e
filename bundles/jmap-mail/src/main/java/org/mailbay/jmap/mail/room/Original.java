package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Account;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/**
 * A message that is to be copied, as it was when it was read.
 *
 * @param email with a blob of the target's tenant
 * @param member of the mailbox it is copied from
 */
record Original(ObjectId id, StoredEmail email, Member member, Set<String> keywords, Instant received) {
    /** Emails whose bytes are read at once. */
    private static final int AT_ONCE = 1_000;

    /** Reads those that are in {@code mailbox}, in their order. */
    static List<Original> read(Account from, long mailbox, List<ObjectId> ids, Account to) throws IOException {
        List<Original> originals = new ArrayList<>(ids.size());
        for (int at = 0; at < ids.size(); at += AT_ONCE) {
            List<ObjectId> some = ids.subList(at, Math.min(ids.size(), at + AT_ONCE));
            List<byte @Nullable []> bytes = from.bytes(some);
            Objects emails = from.snapshot().objects(Mail.EMAIL);
            for (int i = 0; i < some.size(); i++) {
                byte[] stored = bytes.get(i);
                int ordinal = emails.ordinal(some.get(i));
                Member member = ordinal < 0 ? null : Flags.in(emails.get(OfEmail.MAILBOXES, ordinal), mailbox);
                if (stored != null && member != null) {
                    StoredEmail email = StoredEmail.fromBytes(stored);
                    originals.add(new Original(
                            some.get(i),
                            new StoredEmail(Filing.blob(from, to, email.blob()), email.preview(), email.message()),
                            member,
                            emails.get(OfEmail.KEYWORDS, ordinal),
                            Instant.ofEpochMilli(emails.get(OfEmail.RECEIVED_AT, ordinal))));
                }
            }
        }
        return originals;
    }
}
