package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailbay.imap.grammar.Declined;
import org.mailbay.imap.grammar.Diversion;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.SequenceSet;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.MailRefusal;

/** APPEND (RFC 9051 §6.3.12), of several messages at once if the client likes (RFC 3502). */
final class Append implements Command {
    /** Messages of one command. */
    private static final int MOST = 1_000;

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        Input input = turn.input();
        input.space();
        String name = input.mailbox();
        Limited limited = Limited.of(turn);
        List<Given> given = new ArrayList<>();
        do {
            if (limited.exceeds(given.size() + 1)) {
                throw limited.refused(); // RFC 9738 §3.1
            }
            if (given.size() == MOST) {
                throw new Refused("LIMIT", "At most " + MOST + " messages at once");
            }
            input.space();
            given.add(Given.read(turn, input));
        } while (!input.isEnd());
        Place place = turn.namespaces().find(name).orElseThrow(Refused::tryCreate);
        List<NewEmail> emails = new ArrayList<>();
        for (Given message : given) {
            emails.add(message.email(turn, place.account()));
        }
        List<Added> added = place.account().add(place.number(), emails, null);
        return Done.ok(appended(place, added), "APPEND completed");
    }

    /** APPENDUID (RFC 9051 §7.1). */
    static String appended(Place place, List<Added> added) {
        long[] uids = added.stream().mapToLong(Added::uid).toArray();
        return "APPENDUID " + place.number() + ' ' + SequenceSet.written(uids);
    }

    @Override
    public Optional<Diversion.Sink> divert(Client client, Input before, long size, boolean binary)
            throws Declined, Malformed {
        before.space();
        return Given.divert(client, before, size, binary);
    }
}
