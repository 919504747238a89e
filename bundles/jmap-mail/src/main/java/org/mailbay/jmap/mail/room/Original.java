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
import org.mailbay.store.Row;

/**
 * A message that is to be copied.
 *
 * @param email with a blob of the target's tenant
 * @param member of the mailbox it is copied from
 */
record Original(ObjectId id, StoredEmail email, Member member, Set<String> keywords, Instant received) {
    /** Reads those that are in {@code mailbox}, in their order; at most 1,000. */
    static List<Original> read(Account from, long mailbox, List<ObjectId> ids, Account to) throws IOException {
        List<Original> originals = new ArrayList<>(ids.size());
        List<byte @Nullable []> bytes = from.bytes(ids);
        Objects emails = from.snapshot().objects(Mail.EMAIL);
        for (int i = 0; i < ids.size(); i++) {
            byte[] stored = bytes.get(i);
            int ordinal = emails.ordinal(ids.get(i));
            Member member = ordinal < 0 ? null : Flags.in(emails.get(OfEmail.MAILBOXES, ordinal), mailbox);
            if (stored != null && member != null) {
                StoredEmail email = StoredEmail.fromBytes(stored);
                StoredEmail there =
                        new StoredEmail(Filing.blob(from, to, email.blob()), email.preview(), email.message());
                originals.add(of(ids.get(i), there, member, emails.row(ordinal)));
            }
        }
        return originals;
    }

    static Original of(ObjectId id, StoredEmail email, Member member, Row row) {
        return new Original(
                id, email, member, row.get(OfEmail.KEYWORDS), Instant.ofEpochMilli(row.get(OfEmail.RECEIVED_AT)));
    }
}
