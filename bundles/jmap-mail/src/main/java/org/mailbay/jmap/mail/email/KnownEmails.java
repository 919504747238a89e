package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.BodyText;
import org.mailbay.mime.Part;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;

/**
 * Emails that were asked for lately, read and parsed, and their texts: the newest of a mailbox are asked for again and again.
 *
 * <p>What is stored of an email never changes and its id is never used again, so nothing kept here gets old. Who asks has seen that
 * the email is there and may be read. Threads: any.
 */
final class KnownEmails {
    /** Bytes as stored; a message of a thousand parts is read anew. */
    private static final int LARGEST = 16_384;

    /** Characters; a longer text is read anew. */
    private static final int LONGEST = 32_768;

    private final Lately<Key, StoredEmail> emails;
    private final Lately<TextKey, BodyText> texts;

    /**
     * Knows nothing yet.
     *
     * @param mostBytes of all of them as stored; in memory an email takes about four times as much
     * @param mostCharacters of their texts
     */
    KnownEmails(int mostBytes, int mostCharacters) {
        emails = new Lately<>(mostBytes, LARGEST);
        texts = new Lately<>(mostCharacters, LONGEST);
    }

    private record Key(AccountId account, long number) {}

    /** @param most bytes that were asked for */
    private record TextKey(AccountId account, long number, int part, int most) {}

    /** Forgets all: in another store an id may be another email's. */
    void clear() {
        emails.clear();
        texts.clear();
    }

    /** Those of {@code ids}, in order; null for one that is no more. */
    List<@Nullable StoredEmail> of(Account account, List<ObjectId> ids) throws IOException {
        @Nullable StoredEmail[] found = new StoredEmail[ids.size()];
        List<ObjectId> missing = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            found[i] = emails.get(new Key(account.id(), ids.get(i).number()));
            if (found[i] == null) {
                missing.add(ids.get(i));
            }
        }
        if (!missing.isEmpty()) {
            Iterator<byte @Nullable []> read = account.bytes(missing).iterator();
            for (int i = 0; i < found.length; i++) {
                byte[] stored = found[i] == null ? read.next() : null;
                if (stored != null) {
                    StoredEmail email = StoredEmail.fromBytes(stored);
                    found[i] = email;
                    emails.put(new Key(account.id(), ids.get(i).number()), email, stored.length);
                }
            }
        }
        return Arrays.asList(found);
    }

    /** The text of a part of an email, of at most {@code most} bytes. */
    BodyText text(Account account, ObjectId id, MessageBytes content, Part part, int most) throws IOException {
        TextKey key = new TextKey(account.id(), id.number(), part.number(), most);
        BodyText text = texts.get(key);
        if (text == null) {
            text = content.text(part, most);
            // What it takes itself is counted: there may be many that are empty.
            texts.put(key, text, 64 + text.value().length());
        }
        return text;
    }
}
