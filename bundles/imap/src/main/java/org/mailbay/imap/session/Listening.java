package org.mailbay.imap.session;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.mailbox.View;
import org.mailbay.mail.MailAccount;
import org.mailbay.store.AccountId;

/** What a client asked to be told of, unasked (RFC 5465), and what of it was told. One thread at a time. */
public interface Listening {
    /** What is told of the mailbox that is selected. */
    enum OfSelected {
        NOTHING,
        /** Messages that come and go. */
        MESSAGES,
        /** And their flags. */
        ALL
    }

    /** What is told of the mailbox that is selected. */
    OfSelected ofSelected();

    /** Whether messages that go are told around commands only, so that numbers stay good between them (RFC 5465 §6.1.2). */
    boolean isDelayed();

    /** The accounts that something is to be heard of, but for that of the mailbox that is selected. */
    Set<AccountId> accounts();

    /** Tells what happened elsewhere than in the mailbox that is selected. */
    void tell(Turn turn) throws IOException;

    /** Messages came to the mailbox that is selected, of which the client has been told that they are there. */
    void arrived(Turn turn, MailAccount mail, View before) throws IOException;

    /** All of it, for the next revision; empty when it is too much, or cannot be written. */
    byte[] toBytes();
}
