package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.room.Unfinished.Head;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Store;
import org.mailbay.store.spi.OutboxWorker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes out what was added by somebody who did not come to the end: the server was killed, see {@link Unfinished}. */
@Component
public final class TakingBack implements OutboxWorker {
    private static final Logger LOG = LoggerFactory.getLogger(TakingBack.class);

    /** Notes that are forgotten in one transaction. */
    private static final int FORGOTTEN = 1_000;

    private final Store store;
    private final MailIndex index;
    private final Duration patience;

    @Activate
    public TakingBack(@Reference Store store, @Reference MailIndex index) {
        this(store, index, Unfinished.PATIENCE);
    }

    TakingBack(Store store, MailIndex index, Duration patience) {
        this.store = store;
        this.index = index;
        this.patience = patience;
    }

    @Override
    public String topic() {
        return Unfinished.TOPIC;
    }

    @Override
    public void work(AccountId id, byte[] payload) throws IOException {
        Account account = store.account(id).orElse(null);
        if (account == null) {
            return;
        }
        long token = Unfinished.token(payload);
        Verdict verdict = account.<Verdict, RuntimeException>write(tx -> {
            Head head = Unfinished.head(tx, token);
            if (head == null) {
                return Verdict.FINISHED;
            }
            if (!head.givenUp() && tx.seconds() - head.seconds() < patience.toSeconds()) {
                Unfinished.lookAfter(tx, token, head.seconds());
                return Verdict.AT_WORK;
            }
            Unfinished.put(tx, token, new Head(head.mailbox(), head.seconds(), true));
            return Verdict.GIVEN_UP;
        });
        if (verdict == Verdict.AT_WORK) {
            return;
        }
        if (verdict == Verdict.GIVEN_UP) {
            takeBack(account, token);
        }
        forget(account, token);
    }

    private enum Verdict {
        FINISHED,
        AT_WORK,
        GIVEN_UP
    }

    private void takeBack(Account account, long token) throws IOException {
        Head head = account.<@Nullable Head, RuntimeException>write(tx -> Unfinished.head(tx, token));
        if (head == null) {
            return;
        }
        int emails = 0;
        for (int slice = 1; ; slice++) {
            int at = slice;
            List<ObjectId> added =
                    account.<@Nullable List<ObjectId>, RuntimeException>write(tx -> Unfinished.slice(tx, token, at));
            if (added == null) {
                break;
            }
            new Undoing(account, index, head.mailbox()).remove(added);
            emails += added.size();
        }
        account.<@Nullable Void, RuntimeException>write(tx -> {
            Unfinished.put(tx, token, null);
            return null;
        });
        LOG.warn(
                "event=mailroom.take-back account={} mailbox={} emails={} reason=killed-midway",
                account.id(),
                head.mailbox(),
                emails);
    }

    /** From the last on, so that what is left of them is found again. */
    private static void forget(Account account, long token) throws IOException {
        List<Integer> slices = account.<List<Integer>, RuntimeException>write(tx -> {
            List<Integer> there = new ArrayList<>();
            for (int slice = 1; Unfinished.slice(tx, token, slice) != null; slice++) {
                there.add(slice);
            }
            return there.reversed();
        });
        for (int from = 0; from < slices.size(); from += FORGOTTEN) {
            List<Integer> some = slices.subList(from, Math.min(slices.size(), from + FORGOTTEN));
            account.<@Nullable Void, RuntimeException>write(tx -> {
                some.forEach(slice -> Unfinished.forget(tx, token, slice));
                return null;
            });
        }
    }
}
