package org.mailbay.imap.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Out;
import org.mailbay.store.AccountId;

/** Writes what FETCH answers, a line a message. One thread. */
public final class FetchAnswers {
    /** What waits in memory until it goes to the client, but for one item's value. */
    private static final int WAITING = 32 * 1024;

    private static final byte[] BEGIN = {'*', ' '};
    private static final byte[] FETCH = " FETCH (".getBytes(StandardCharsets.US_ASCII);

    private final List<Item> items;
    private final Out out;
    private final boolean uidOnly;
    private final Opened message;

    /**
     * Writes to {@code out} what {@code items} ask for.
     *
     * @param account whose messages they are
     * @param uidOnly whether the client wants no sequence numbers (RFC 9586 §3.3)
     */
    public FetchAnswers(FetchItems items, Out out, Envelopes envelopes, AccountId account, boolean uidOnly) {
        this.items = items.items();
        this.out = out;
        this.uidOnly = uidOnly;
        this.message = new Opened(envelopes, account);
    }

    /**
     * Writes the answer for a message.
     *
     * @throws TornException when the connection must be closed
     * @throws IOException when something could not be read; nothing is written then
     */
    public Outcome write(FetchedMessage fetched) throws IOException {
        message.begin(fetched);
        for (int i = 0; i < items.size(); i++) {
            if (!items.get(i).prepare(message)) {
                return Outcome.GONE;
            }
        }
        if (uidOnly) {
            out.raw("* ").number(fetched.uid()).raw(" UIDFETCH ("); // RFC 9586 §3.3
        } else {
            out.raw(BEGIN).number(fetched.sequence()).raw(FETCH);
        }
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.space();
            }
            items.get(i).write(message, out);
            if (out.size() >= WAITING) {
                out.flush();
            }
        }
        out.raw(')').crlf();
        return message.outcome();
    }

    /** Why the last answer came to {@link Outcome#FAILED}; null when it did not. */
    public @Nullable IOException failure() {
        return message.failure();
    }
}
