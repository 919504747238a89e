package org.mailbay.imap.session;

import java.time.InstantSource;
import org.mailbay.directory.Directory;
import org.mailbay.imap.fetch.Envelopes;
import org.mailbay.imap.mailbox.Views;
import org.mailbay.mail.Mailroom;
import org.mailbay.store.Annex;
import org.mailbay.swap.Swappable;

/**
 * What all sessions share.
 *
 * @param directory who may log in
 * @param mailroom the mail
 * @param annex where what only IMAP knows is kept: mailbox annotations
 */
public record Services(
        Swappable<Directory> directory,
        Swappable<Mailroom> mailroom,
        Swappable<Annex> annex,
        Views views,
        Envelopes envelopes,
        Recents recents,
        Watchers watchers,
        Traffic traffic,
        Limits limits,
        About about,
        InstantSource clock) {}
