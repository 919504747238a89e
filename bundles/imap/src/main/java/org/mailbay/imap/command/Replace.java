package org.mailbay.imap.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailbay.imap.grammar.Declined;
import org.mailbay.imap.grammar.Diversion;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.Replaced;
import org.mailbay.mail.MailRefusal;

/** REPLACE and UID REPLACE (RFC 8508): a new message takes the place of an old one, in one commit. */
final class Replace implements Command {
    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public News news(boolean isUid) {
        return isUid ? News.ALL : News.EXPUNGE_AFTER;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        Input input = turn.input();
        input.space();
        long number = input.nzNumber();
        input.space();
        String name = input.mailbox();
        input.space();
        Given given = Given.read(turn, input);
        input.end();
        turn.checkWritable();
        turn.removes();
        Selected selected = turn.selected();
        long sequence = turn.isUid() ? selected.view().sequence(number) : number;
        if (sequence < 1 || sequence > selected.view().size()) {
            throw new Refused("", "No such message to replace"); // RFC 8508 §3.2: nothing is added then
        }
        Place place = turn.namespaces().find(name).orElseThrow(Refused::tryCreate);
        if (!place.account().account().id().equals(selected.account())) {
            throw new Refused("CANNOT", "A message is replaced within its account");
        }
        Replaced old = new Replaced(selected.view().email((int) sequence), selected.mailbox());
        List<Added> added = place.account().add(place.number(), List.of(given.email(turn, place.account())), old);
        // RFC 8508 §3.3: before the old one goes
        turn.out()
                .raw("* OK [")
                .raw(Append.appended(place, added))
                .raw("] Replacement is there")
                .crlf();
        return Done.ok("REPLACE completed");
    }

    @Override
    public Optional<Diversion.Sink> divert(Client client, Input before, long size, boolean binary)
            throws Declined, Malformed {
        before.space();
        before.nzNumber();
        before.space();
        return Given.divert(client, before, size, binary);
    }
}
