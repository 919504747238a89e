package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Names;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.Namespaces.Target;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Annotations;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailRefusal;
import org.mailbay.store.ObjectId;

/** RENAME (RFC 9051 §6.3.6): what is below goes along; of INBOX, only the messages go. */
final class Rename implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        turn.input().space();
        String from = turn.input().mailbox();
        turn.input().space();
        String to = turn.input().mailbox();
        turn.input().end();
        Place place = turn.find(from);
        Target target = turn.namespaces()
                .target(to)
                .orElseThrow(() -> new Refused("NOPERM", "Not a place where mailboxes can be"));
        if (target.place().isPresent()) {
            throw new Refused("ALREADYEXISTS", "There is a mailbox of this name");
        }
        MailAccount account = place.account();
        if (!target.space().account().account().id().equals(account.account().id())) {
            throw new Refused("CANNOT", "A mailbox stays in its account");
        }
        if (to.startsWith(from + Names.SEPARATOR) && !from.equals(Names.INBOX)) {
            throw new Refused("CANNOT", "A mailbox is not put below itself");
        }
        Parent parent = Parent.make(target);
        if (from.equals(Names.INBOX)) {
            long mailbox = account.create(parent.number(), parent.last(), "");
            copyAnnotations(turn, place, mailbox);
            emptyInto(turn, place, mailbox);
        } else {
            account.rename(place.number(), parent.number(), parent.last());
        }
        return Done.ok("RENAME completed");
    }

    /** RFC 5464 §4.1: what is noted of INBOX stays there, and is noted of the new mailbox too. */
    private static void copyAnnotations(Turn turn, Place inbox, long mailbox) throws MailRefusal, IOException {
        Annotations all = Annotations.of(
                inbox.space().snapshot(), turn.client().principal().account());
        Map<String, byte @Nullable []> values = new HashMap<>();
        for (Annotations.Entry entry : all.of(inbox.number()).values()) {
            values.put(entry.name(), inbox.account().account().bytes(entry.id()));
        }
        if (!values.isEmpty()) {
            inbox.account().annotate(mailbox, values, null);
        }
    }

    private static void emptyInto(Turn turn, Place inbox, long mailbox) throws MailRefusal, IOException {
        MailAccount account = inbox.account();
        View view = turn.client().services().views().newest(account.account(), inbox.number());
        List<ObjectId> emails = new ArrayList<>();
        for (int sequence = 1; sequence <= view.size(); sequence++) {
            emails.add(view.email(sequence));
        }
        if (!emails.isEmpty()) {
            account.move(inbox.number(), emails, account, mailbox);
        }
    }
}
