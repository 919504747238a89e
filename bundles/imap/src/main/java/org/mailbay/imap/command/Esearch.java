package org.mailbay.imap.command;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.search.Found;
import org.mailbay.imap.search.Lookups;
import org.mailbay.imap.search.Scope;
import org.mailbay.imap.search.SearchAnswer;
import org.mailbay.imap.search.SearchOptions;
import org.mailbay.imap.search.SearchOptions.Option;
import org.mailbay.imap.search.SearchProgram;
import org.mailbay.imap.search.SearchRefused;
import org.mailbay.imap.search.Searcher;
import org.mailbay.imap.session.Progress;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailAccount;
import org.mailbay.store.AccountId;
import org.mailbay.store.Snapshot;

/** ESEARCH: a search in several mailboxes at once (RFC 7377). What it tells are UIDs. */
final class Esearch implements Command {
    private static final long[] NOTHING = {};

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public News news(boolean isUid) {
        return News.EXPUNGE_AFTER;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        turn.input().space();
        Sources sources = Sources.read(turn.input());
        SearchProgram program = Searching.attempt(turn, false, () -> SearchProgram.read(turn.input()));
        Selected selected = turn.client().selected();
        if (sources.isSelected() && selected == null) {
            throw new Malformed("no mailbox is selected"); // RFC 7377 §2.1
        }
        if (!sources.isSelected() && (program.hasNumbers() || Searching.saves(program))) {
            // RFC 7377 §2.1: they mean something in one mailbox only
            throw new Malformed("sequence numbers and SAVE are of the selected mailbox alone");
        }
        Searching.checkKeys(turn, program);
        if (program.hasModSeq()) {
            turn.enableCondstore();
        }
        Searching.attempt(turn, Searching.saves(program), () -> {
            search(turn, sources, program);
            return program;
        });
        return Done.ok("ESEARCH completed");
    }

    private static void search(Turn turn, Sources sources, SearchProgram program)
            throws SearchRefused, Refused, IOException {
        SearchOptions options = program.options() == null ? SearchOptions.DEFAULT : program.options();
        Selected selected = turn.client().selected();
        Map<AccountId, Lookups> lookups = new HashMap<>();
        Progress progress = turn.progress(0);
        for (Sources.Named named :
                sources.resolve(turn.namespaces(), turn.client().principal().account(), selected)) {
            Place place = named.place();
            MailAccount mail = place.account();
            Snapshot snapshot = place.space().snapshot();
            Lookups known = lookups.computeIfAbsent(mail.account().id(), _ -> new Lookups(mail.account(), snapshot));
            boolean isSelected = selected != null && selected.is(mail, place.number());
            View view = isSelected
                    ? selected.view()
                    : turn.client().services().views().newest(mail.account(), place.number());
            Scope scope = Scope.of(
                    mail.account(),
                    snapshot,
                    view,
                    uid -> isSelected && selected.isRecent(uid),
                    isSelected ? selected.saved() : NOTHING);
            Found found = new Searcher(scope, turn.client().services().clock(), known, progress::more).search(program);
            if (isSelected && options.has(Option.SAVE)) {
                selected.save(SearchAnswer.saved(options, found));
            }
            if (found.size() > 0) { // RFC 7377 §2.1
                SearchAnswer.Mailbox of = new SearchAnswer.Mailbox(named.name(), place.number());
                SearchAnswer.esearch(turn.out(), turn.tag(), of, options, program.hasModSeq(), found, true);
            }
        }
    }
}
