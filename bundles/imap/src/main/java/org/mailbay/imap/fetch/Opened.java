package org.mailbay.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Message;
import org.mailbay.store.AccountId;

/** The message that an answer is being written about: what one item read of it serves the next. Used again for the message after it. */
final class Opened {
    private final Envelopes envelopes;
    private final long account;
    private final EnvelopeWriter envelope = new EnvelopeWriter();
    private final Bytes scratch = new Bytes();
    private @Nullable FetchedMessage fetched;
    private byte @Nullable [] stored;
    private @Nullable Message message;
    private Outcome outcome = Outcome.DONE;
    private @Nullable IOException failure;

    Opened(Envelopes envelopes, AccountId account) {
        this.envelopes = envelopes;
        this.account = account.number();
    }

    void begin(FetchedMessage next) {
        fetched = next;
        stored = null;
        message = null;
        outcome = Outcome.DONE;
        failure = null;
    }

    FetchedMessage fetched() {
        FetchedMessage current = fetched;
        if (current == null) {
            throw new IllegalStateException("no message is open");
        }
        return current;
    }

    /** Room for one item's value. */
    Bytes scratch() {
        scratch.clear();
        return scratch;
    }

    /** Reads the stored form; false when there is none any more. */
    boolean hasStored() throws IOException {
        if (stored == null) {
            stored = fetched().stored();
        }
        return stored != null;
    }

    byte[] stored() {
        byte[] bytes = stored;
        if (bytes == null) {
            throw new IllegalStateException("the stored form was not read");
        }
        return bytes;
    }

    /** Reads the structure; false when there is none any more. */
    boolean hasMessage() throws IOException {
        if (message == null && hasStored()) {
            message = StoredEmail.fromBytes(stored()).message();
        }
        return message != null;
    }

    Message message() {
        Message parsed = message;
        if (parsed == null) {
            throw new IllegalStateException("the structure was not read");
        }
        return parsed;
    }

    /** Gets the envelope ready; null when the message is gone. */
    @Nullable
    EnvelopeWriter envelope() throws IOException {
        long email = fetched().email().number();
        if (!envelopes.get(account, email, envelope)) {
            if (!hasStored()) {
                return null;
            }
            envelope.begin();
            StoredEmail.visitSummary(stored(), envelope);
            envelope.end();
            envelopes.put(account, email, envelope);
        }
        return envelope;
    }

    EnvelopeWriter envelopeReady() {
        return envelope;
    }

    /** Opens a range of the message; null when that cannot be, which the outcome or the failure then says. */
    @Nullable
    InputStream open(long from, long length) {
        try {
            InputStream in = fetched().open(from, length);
            if (in == null) {
                outcome = Outcome.GONE;
            }
            return in;
        } catch (IOException e) {
            failed(e);
            return null;
        }
    }

    /** Something could not be read; the answer has NIL for it. */
    void failed(IOException why) {
        outcome = Outcome.FAILED;
        failure = why;
    }

    void unknownEncoding() {
        if (outcome == Outcome.DONE) {
            outcome = Outcome.UNKNOWN_CTE;
        }
    }

    Outcome outcome() {
        return outcome;
    }

    @Nullable
    IOException failure() {
        return failure;
    }
}
