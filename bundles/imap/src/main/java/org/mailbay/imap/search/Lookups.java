package org.mailbay.imap.search;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.mailbay.mail.Mail;
import org.mailbay.store.Account;
import org.mailbay.store.Search;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TextQuery;

/** What the search index knows of an account, asked once, however many of its mailboxes a command searches. */
public final class Lookups {
    /** How long the first question waits for an index that is behind by a few messages, which are read as fast; those after it do not. */
    private static final Duration MOMENT = Duration.ofMillis(10);

    /** And by more than a few. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final int FEW = 50;

    private final Account account;
    private final Snapshot snapshot;
    private final Map<TextQuery, Search.Known> known = new HashMap<>();
    private boolean isBehind;

    /** @param snapshot that all mailboxes are searched in */
    public Lookups(Account account, Snapshot snapshot) {
        this.account = account;
        this.snapshot = snapshot;
    }

    Search.Known find(TextQuery query) throws IOException {
        Search.Known answer = known.get(query);
        if (answer == null) {
            answer = find(query, isBehind ? Duration.ZERO : MOMENT);
            if (!isBehind && answer.unseen().size() > FEW) {
                answer = find(query, PATIENCE);
            }
            isBehind |= answer.unseen().size() > 0;
            known.put(query, answer);
        }
        return answer;
    }

    private Search.Known find(TextQuery query, Duration patience) throws IOException {
        return account.search().findKnown(snapshot, Mail.EMAIL, query, patience);
    }
}
