package org.mailbay.jmap.submission.email;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfSubmission;
import org.mailbay.jmap.submission.Types.UndoStatus;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.OutboxWorker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Destroys submissions that are old (RFC 8621 §7: the server may), each when its time has come. */
@Component(service = OutboxWorker.class)
public final class Clearing implements OutboxWorker {
    private static final Duration AGAIN = Duration.ofDays(1);

    private final Store store;
    private final Postman postman;

    @Activate
    public Clearing(@Reference Store store, @Reference Postman postman) {
        this.store = store;
        this.postman = postman;
    }

    /** Asks for a submission to be looked at. */
    static void ask(Transaction tx, ObjectId submission, Instant when) {
        tx.outbox(Types.CLEAR_TOPIC, submission.toString().getBytes(StandardCharsets.US_ASCII), when);
    }

    @Override
    public String topic() {
        return Types.CLEAR_TOPIC;
    }

    /** One that is not sent yet, or is to be kept longer by now, is looked at again. */
    @Override
    public void work(AccountId id, byte[] payload) throws IOException {
        ObjectId submission = Types.SUBMISSION
                .parse(new String(payload, StandardCharsets.US_ASCII))
                .orElseThrow(() -> new IOException("a request that names no submission"));
        Optional<Account> account = store.account(id);
        if (account.isEmpty()) {
            return;
        }
        account.get().<Boolean, IOException>write(tx -> {
            Row row = tx.row(submission);
            if (row == null) {
                return false;
            }
            Instant now = postman.now();
            Instant end = Instant.ofEpochMilli(row.get(OfSubmission.SEND_AT))
                    .plus(postman.limits().keep());
            boolean isOld = !end.isAfter(now) && EmailSubmissionType.undo(row) != UndoStatus.PENDING;
            if (isOld) {
                SubmissionChanger.remove(tx, submission);
            } else {
                ask(tx, submission, end.isAfter(now) ? end : now.plus(AGAIN));
            }
            return isOld;
        });
    }
}
