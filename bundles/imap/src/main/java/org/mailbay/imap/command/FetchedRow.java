package org.mailbay.imap.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.fetch.FetchedMessage;
import org.mailbay.imap.fetch.ReadAhead;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Flags;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Selected;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/** The message that FETCH is at, by its columns in a snapshot: moved from one to the next, so that nothing is made for each. */
final class FetchedRow implements FetchedMessage {
    /** Sets of keywords whose flags are remembered. */
    private static final int MOST_FLAGS = 1_000;

    private final MailAccount mail;
    private final Selected selected;
    private final View view;
    private final boolean hasRecent;
    private final int[] sequences;
    private final ReadAhead stored;

    /** Flags as they are written, by the set of keywords: there are few, and messages share them. */
    private final Map<Set<String>, byte[] @Nullable []> flags = new IdentityHashMap<>();

    private @Nullable Set<String> lastKeywords;
    private byte @Nullable [] @Nullable [] lastFlags;

    private Objects emails;
    private int at = -1;
    private int sequence;
    private long uid;
    private ObjectId email;
    private int ordinal = -1;

    /** @param hasRecent whether the client knows {@code \Recent} */
    FetchedRow(MailAccount mail, Selected selected, boolean hasRecent, int[] sequences) {
        this.mail = mail;
        this.selected = selected;
        this.view = selected.view();
        this.hasRecent = hasRecent;
        this.sequences = sequences;
        this.email = view.email(sequences[0]);
        this.stored = new ReadAhead(mail.account(), sequences.length, i -> view.email(sequences[i]));
        this.emails = mail.account().snapshot().objects(Mail.EMAIL);
    }

    /** Looks at messages as they are now. */
    void refresh() {
        emails = mail.account().snapshot().objects(Mail.EMAIL);
    }

    /** The messages of the account, as this looks at them. */
    Objects emails() {
        return emails;
    }

    /** Goes to a message; false when it is not in the mailbox any more. */
    boolean move(int index) {
        at = index;
        sequence = sequences[index];
        uid = view.uid(sequence);
        email = view.email(sequence);
        ordinal = emails.ordinal(email, ordinal);
        return ordinal >= 0 && emails.uid(OfEmail.MAILBOXES, ordinal, view.mailbox()) == uid;
    }

    boolean isSeen() {
        return emails.get(OfEmail.KEYWORDS, ordinal).contains("$seen");
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long uid() {
        return uid;
    }

    @Override
    public byte[] flags() {
        Set<String> keywords = emails.get(OfEmail.KEYWORDS, ordinal);
        boolean deleted = emails.deleted(OfEmail.MAILBOXES, ordinal, view.mailbox());
        boolean recent = hasRecent && selected.isRecent(uid);
        byte @Nullable [] @Nullable [] known = lastFlags;
        if (keywords != lastKeywords || known == null) {
            if (flags.size() > MOST_FLAGS) {
                flags.clear();
            }
            known = flags.computeIfAbsent(keywords, _ -> new byte @Nullable [4][]);
            lastFlags = known;
            lastKeywords = keywords;
        }
        int which = (deleted ? 1 : 0) + (recent ? 2 : 0);
        byte[] written = known[which];
        if (written == null) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Out out = new Out(bytes::writeBytes, false);
            Flags.write(out, keywords, deleted, recent);
            out.flush();
            written = bytes.toByteArray();
            known[which] = written;
        }
        return written;
    }

    @Override
    public long receivedAt() {
        return emails.get(OfEmail.RECEIVED_AT, ordinal);
    }

    @Override
    public long size() {
        return emails.get(OfEmail.SIZE, ordinal);
    }

    @Override
    public long modSeq() {
        return emails.modSeq(ordinal);
    }

    @Override
    public long savedAt() {
        long seconds = emails.since(OfEmail.MAILBOXES, ordinal, view.mailbox());
        return seconds == 0 ? -1 : 1_000 * seconds;
    }

    @Override
    public ObjectId email() {
        return email;
    }

    /** The thread that JMAP shows: others than the owner see one that follows from the message alone. */
    @Override
    public ObjectId thread() {
        long number = emails.get(mail.isOwn() ? OfEmail.THREAD_NUMBER : OfEmail.CONVERSATION, ordinal);
        return Mail.THREAD.id(number == 0 ? email.number() : number);
    }

    @Override
    public byte @Nullable [] stored() throws IOException {
        return stored.stored(at);
    }

    @Override
    public @Nullable InputStream open(long from, long length) throws IOException {
        byte[] bytes = stored();
        if (bytes == null) {
            return null;
        }
        Optional<BlobInput> input = mail.account().blobs().openReferred(StoredEmail.blob(bytes), from, length);
        return input.isEmpty() ? null : input.get().content();
    }
}
