package org.mailbay.imap.session;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Namespaces;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.Mailroom;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/**
 * One command at work: what it was given, and where its answers go.
 *
 * <p>The mail's service is held from the first use to the end of the turn.
 */
public final class Turn implements AutoCloseable {
    private final Client client;
    private final String tag;
    private final boolean isUid;
    private final Input input;
    private final Out out;
    private @Nullable Lease<Mailroom> mailroom;
    private @Nullable MailAccount mail;
    private boolean isRemoving;

    /** @param isUid whether the command came with UID before it (RFC 9051 §6.4.9) */
    public Turn(Client client, String tag, boolean isUid, Input input, Out out) {
        this.client = client;
        this.tag = tag;
        this.isUid = isUid;
        this.input = input;
        this.out = out;
    }

    /** Who asks. */
    public Client client() {
        return client;
    }

    /** The command's tag. */
    public String tag() {
        return tag;
    }

    /** Whether messages are named by UID. */
    public boolean isUid() {
        return isUid;
    }

    /** The command's arguments. */
    public Input input() {
        return input;
    }

    /** Where untagged responses go. */
    public Out out() {
        return out;
    }

    /** The mail. */
    public Mailroom mailroom() throws AwayException {
        Lease<Mailroom> lease = mailroom;
        if (lease == null) {
            lease = client.services()
                    .mailroom()
                    .acquire(client.services().limits().patience());
            mailroom = lease;
        }
        return lease.service();
    }

    /** The names of all mailboxes that the user sees. */
    public Namespaces namespaces() throws AwayException {
        return new Namespaces(mailroom(), client.principal());
    }

    /** Names that the user is subscribed to and that have no mailbox any more. */
    public Subscriptions subscriptions() {
        return new Subscriptions(client.services(), client.principal());
    }

    /** The mailbox of this name. */
    public Place find(String name) throws Refused, IOException {
        return namespaces().find(name).orElseThrow(Refused::nonexistent);
    }

    /** What is selected. */
    public Selected selected() {
        Selected selected = client.selected();
        if (selected == null) {
            throw new IllegalStateException("nothing is selected");
        }
        return selected;
    }

    /** The mail of the mailbox that is selected. */
    public MailAccount mail() throws Refused, IOException {
        MailAccount known = mail;
        if (known == null || !known.account().id().equals(selected().account())) {
            known = mailroom()
                    .open(client.principal(), selected().account())
                    .orElseThrow(() -> new Refused("NONEXISTENT", "The mailbox is gone"));
            mail = known;
        }
        return known;
    }

    /**
     * Lets the client know how far the command is, should it take long.
     *
     * @param goal messages in all; 0 where nobody knows
     */
    public Progress progress(long goal) {
        return new Progress(out, tag, goal, client.services().limits().progress());
    }

    /** The client shows that it knows of MODSEQ; the first time, it is told the highest (RFC 7162 §3.1, §3.1.2.1). */
    public void enableCondstore() {
        if (client.enabled().add(Feature.CONDSTORE)) {
            tellHighest();
        }
    }

    /** Tells the highest MODSEQ of the mailbox that is selected, if there is one. */
    public void tellHighest() {
        Selected selected = client.selected();
        if (selected != null) {
            out.raw("* OK [HIGHESTMODSEQ ")
                    .number(selected.view().modSeq())
                    .raw("] Highest")
                    .crlf();
        }
    }

    /** Refuses what changes a mailbox that is selected for reading only. */
    public void checkWritable() throws Refused {
        if (selected().readOnly()) {
            throw new Refused("", "The mailbox is selected read-only");
        }
    }

    /** The command takes messages away itself, which is told whatever the client listens for (RFC 9051 §6.4.3). */
    public void removes() {
        isRemoving = true;
    }

    /** Whether the command takes messages away itself. */
    public boolean isRemoving() {
        return isRemoving;
    }

    /** Lets go of the mail's service. */
    @Override
    public void close() {
        Lease<Mailroom> lease = mailroom;
        mailroom = null;
        mail = null;
        if (lease != null) {
            lease.close();
        }
    }
}
