package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;

/**
 * Emails that were asked for lately, read and parsed: the newest of a mailbox are asked for again and again.
 *
 * <p>What is stored of an email never changes and its id is never used again, so nothing kept here gets old. Threads: any.
 */
final class KnownEmails {
    /** A message of a thousand parts is read anew. */
    private static final int LARGEST = 16_384;

    private final Map<Key, Known> known = new LinkedHashMap<>(64, 0.75f, true);
    private final int mostBytes;
    private int bytes;

    /** @param mostBytes of all of them as stored; in memory an email takes about four times as much */
    KnownEmails(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    private record Key(AccountId account, long number) {}

    /** @param size bytes as stored */
    private record Known(StoredEmail email, int size) {}

    /** Those of {@code ids}, in order; null for one that is no more. */
    List<@Nullable StoredEmail> of(Account account, List<ObjectId> ids) throws IOException {
        @Nullable StoredEmail[] emails = new StoredEmail[ids.size()];
        List<ObjectId> missing = new ArrayList<>();
        synchronized (known) {
            for (int i = 0; i < emails.length; i++) {
                Known found = known.get(new Key(account.id(), ids.get(i).number()));
                if (found == null) {
                    missing.add(ids.get(i));
                } else {
                    emails[i] = found.email();
                }
            }
        }
        if (!missing.isEmpty()) {
            Iterator<byte @Nullable []> read = account.bytes(missing).iterator();
            for (int i = 0; i < emails.length; i++) {
                byte[] stored = emails[i] == null ? read.next() : null;
                if (stored != null) {
                    emails[i] = StoredEmail.fromBytes(stored);
                    keep(new Key(account.id(), ids.get(i).number()), new Known(emails[i], stored.length));
                }
            }
        }
        return Arrays.asList(emails);
    }

    private void keep(Key key, Known email) {
        if (email.size() > LARGEST) {
            return;
        }
        synchronized (known) {
            Known before = known.put(key, email);
            bytes += email.size() - (before == null ? 0 : before.size());
            Iterator<Known> oldest = known.values().iterator();
            while (bytes > mostBytes) {
                bytes -= oldest.next().size();
                oldest.remove();
            }
        }
    }
}
