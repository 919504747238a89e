package org.mailbay.imap.command;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.mailbay.imap.command.Command.News;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.search.Found;
import org.mailbay.imap.search.LiveSearch;
import org.mailbay.imap.search.Lookups;
import org.mailbay.imap.search.Scope;
import org.mailbay.imap.search.SearchAnswer;
import org.mailbay.imap.search.SearchOptions;
import org.mailbay.imap.search.SearchOptions.Option;
import org.mailbay.imap.search.SearchProgram;
import org.mailbay.imap.search.SearchRefused;
import org.mailbay.imap.search.Searcher;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailboxRights.Right;

/** What SEARCH, SORT and THREAD have in common. */
final class Searching {
    private static final long[] NOTHING = {};

    private Searching() {}

    /** RFC 9051 §7.5.1: while sequence numbers are told, none may change. */
    static News news(boolean isUid) {
        return isUid ? News.EXPUNGE_AFTER : News.NO_EXPUNGE;
    }

    /** RFC 9586 §3.5: who knows no sequence numbers may not name them in keys. */
    static void checkKeys(Turn turn, SearchProgram program) throws Malformed {
        if (turn.client().has(Feature.UIDONLY) && program.hasNumbers()) {
            throw Malformed.number();
        }
    }

    /** Searches the mailbox that is selected. */
    private static Searcher searcher(Turn turn) throws Refused, IOException {
        Selected selected = turn.selected();
        MailAccount mail = turn.mail();
        if (!mail.rights(mail.account().snapshot(), selected.mailbox()).has(Right.MAY_READ_ITEMS)) {
            throw new Refused("NOPERM", "You may not read this mailbox any more");
        }
        return searcher(turn, Scope.of(mail.account(), selected.view(), selected::isRecent, selected.saved()));
    }

    private static Searcher searcher(Turn turn, Scope scope) {
        InstantSource clock = turn.client().services().clock();
        Lookups lookups = new Lookups(scope.account(), scope.snapshot());
        return new Searcher(scope, clock, lookups, turn.progress(0)::more);
    }

    /** Searches no more messages than one command may be about: the newest of those that the keys name (RFC 9738 §3.1). */
    static Searcher searcher(Turn turn, SearchProgram program) throws Refused, IOException {
        Searcher all = searcher(turn);
        int most = turn.client().services().limits().messages();
        Scope scope = most == 0 ? all.scope() : all.newest(program, most);
        return scope == all.scope() ? all : searcher(turn, scope);
    }

    /** Searches no more messages than one command may be about, or none: a part would be in no order (RFC 9738 §3.3). */
    static Searcher whole(Turn turn, SearchProgram program) throws Refused, IOException {
        Searcher all = searcher(turn);
        Limited limited = Limited.of(turn);
        if (limited.most() > 0 && all.newest(program, limited.most()) != all.scope()) {
            throw limited.refused();
        }
        return all;
    }

    /** A search at work. */
    interface Work<T> {
        /** Searches. */
        T run() throws SearchRefused, Refused, Malformed, IOException;
    }

    /** What was refused, in the session's words; what was to be saved then is nothing (RFC 5182 §2.1). */
    static <T> T attempt(Turn turn, boolean saves, Work<T> work) throws Refused, Malformed, IOException {
        try {
            return work.run();
        } catch (SearchRefused e) {
            forget(turn, saves || e.saves());
            throw new Refused(e.code() == null ? "" : e.code(), e.text());
        } catch (Refused | IOException | RuntimeException e) {
            forget(turn, saves); // but BAD changes nothing
            throw e;
        }
    }

    /** RFC 9051 §6.4.4.1: a search that was to be saved, and was answered NO, saves nothing. */
    private static void forget(Turn turn, boolean saves) {
        Selected selected = turn.client().selected();
        if (saves && selected != null) {
            selected.save(NOTHING);
        }
    }

    /** Whether the result is to be kept for {@code $}. */
    static boolean saves(SearchProgram program) {
        return program.options() != null && program.options().has(Option.SAVE);
    }

    /** Keeps what is to be kept and tells by ESEARCH what is to be told so; false when nobody wants that. */
    static boolean extended(Turn turn, SearchProgram program, Found found, boolean isSorted) {
        SearchOptions options = program.options();
        if (program.hasModSeq()) {
            turn.enableCondstore();
        }
        if (options == null && turn.client().has(Feature.IMAP4REV2)) {
            options = SearchOptions.DEFAULT; // RFC 9051 §6.4.4
        }
        if (options == null) {
            return false;
        }
        if (options.has(Option.SAVE)) {
            turn.selected().save(SearchAnswer.saved(options, found));
        }
        SearchAnswer.esearch(turn.out(), turn.tag(), null, options, program.hasModSeq(), found, turn.isUid());
        if (options.has(Option.UPDATE)) {
            update(turn, program, found, isSorted);
        }
        return true;
    }

    /** RFC 5267 §4.3: more than a few may be refused; sorted results are, and those of a part of what was asked for. */
    private static void update(Turn turn, SearchProgram program, Found found, boolean isSorted) {
        List<LiveSearch> live = turn.selected().live();
        live.removeIf(search -> search.tag().equals(turn.tag()));
        if (isSorted || live.size() == Selected.MOST_LIVE || found.scope().cut() != 0) {
            LiveSearch.end(turn.out(), turn.tag());
        } else {
            live.add(new LiveSearch(turn.tag(), program, turn.isUid(), found));
        }
    }
}
