package org.mailbay.imap.session;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Delta;
import org.mailbay.imap.mailbox.Flags;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.mailbox.Views;
import org.mailbay.imap.search.LiveSearch;
import org.mailbay.imap.search.Scope;
import org.mailbay.imap.search.SearchRefused;
import org.mailbay.imap.search.Searcher;
import org.mailbay.imap.session.Listening.OfSelected;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.Objects;

/** Tells a client what has happened in the mailbox that it has selected: untagged EXISTS, EXPUNGE, VANISHED, FETCH. */
public final class Announcer {
    private static final long[] NOTHING = {};

    private Announcer() {}

    /**
     * Tells all that is new.
     *
     * @param mayExpunge whether messages may go now: where they may not and some did, nothing is said (RFC 9051 §7.5.1), and the client
     *     keeps the numbers that it knows
     */
    public static void announce(Turn turn, boolean mayExpunge) throws IOException {
        Listening listening = turn.client().listening();
        OfSelected what = listening == null || turn.isRemoving() ? OfSelected.ALL : listening.ofSelected();
        Selected selected = turn.client().selected();
        if (selected != null && what != OfSelected.NOTHING) { // RFC 5465 §3.1: what is not asked for is not told
            announce(turn, selected, mayExpunge, what == OfSelected.ALL);
        }
        if (listening != null) {
            listening.tell(turn);
        } else if (turn.client().has(Feature.METADATA)) {
            turn.client().annotations().tell(turn);
        }
        turn.client().annotations().settle();
    }

    private static void announce(Turn turn, Selected selected, boolean mayExpunge, boolean hasFlags)
            throws IOException {
        MailAccount mail;
        try {
            mail = turn.mail();
        } catch (Refused e) {
            gone(turn, selected, mayExpunge);
            return;
        }
        if (!mail.isOwn()
                && !mail.rights(mail.account().snapshot(), selected.mailbox()).has(Right.MAY_READ_ITEMS)) {
            gone(turn, selected, mayExpunge);
            return;
        }
        Views views = turn.client().services().views();
        Delta delta = views.since(mail.account(), selected.view());
        if (delta.to() == selected.view() || delta.hasVanished() && !mayExpunge) {
            return;
        }
        tell(turn, selected, mail, delta, hasFlags);
    }

    /**
     * A mailbox that was deleted, or is not shared any more, is empty: its client is told that each message went. RFC 2180 §3 describes
     * servers that refuse to delete it, keep it for who has it open, or end those connections: what is not shared any more may not be
     * kept, and the connection is still good.
     */
    private static void gone(Turn turn, Selected selected, boolean mayExpunge) {
        if (mayExpunge && selected.view().size() > 0) {
            View empty = selected.view().emptied();
            long[] all = selected.view().uids(1, selected.view().size());
            selected.live().forEach(search -> search.vanish(turn.out(), selected.view(), all));
            vanished(turn, selected.view(), all);
            selected.view(empty);
        }
    }

    private static void tell(Turn turn, Selected selected, MailAccount mail, Delta delta, boolean hasFlags)
            throws IOException {
        Out out = turn.out();
        View before = selected.view();
        if (delta.hasVanished()) {
            selected.live().forEach(search -> search.vanish(out, before, delta.vanished()));
            vanished(turn, before, delta.vanished());
        }
        if (delta.to().size() != before.size() - delta.vanished().length) {
            out.raw("* ").number(delta.to().size()).raw(" EXISTS").crlf();
            if (!turn.client().has(Feature.IMAP4REV2)) {
                Recents recents = turn.client().services().recents();
                selected.recent(recents.claim(selected.account(), delta.to(), !selected.readOnly()));
                out.raw("* ").number(selected.recent(delta.to())).raw(" RECENT").crlf();
            }
        }
        Objects emails = mail.account().snapshot().objects(Mail.EMAIL);
        Keywords.more(turn, selected, mail, emails);
        for (long uid : hasFlags ? delta.changed() : NOTHING) {
            flags(turn, selected, delta.to(), emails, uid);
        }
        selected.view(delta.to());
        if (!selected.live().isEmpty()) {
            renew(turn, selected, mail);
        }
        Listening listening = turn.client().listening();
        if (listening != null) {
            listening.arrived(turn, mail, before);
        }
    }

    /** Tells what searches find now that they did not find before. */
    private static void renew(Turn turn, Selected selected, MailAccount mail) {
        Scope scope = Scope.of(mail.account(), selected.view(), selected::isRecent, selected.saved());
        Searcher searcher = new Searcher(scope, turn.client().services().clock());
        selected.live().removeIf(search -> {
            try {
                search.renew(turn.out(), selected.view(), searcher);
                return false;
            } catch (SearchRefused | IOException e) {
                LiveSearch.end(turn.out(), search.tag());
                return true;
            }
        });
    }

    /** RFC 9051 §7.5.1, RFC 7162 §3.2.10. */
    private static void vanished(Turn turn, View before, long[] uids) {
        Out out = turn.out();
        Set<Feature> enabled = turn.client().enabled();
        if (enabled.contains(Feature.QRESYNC) || enabled.contains(Feature.UIDONLY)) {
            out.raw("* VANISHED ").set(uids).crlf();
            return;
        }
        for (int i = uids.length - 1; i >= 0; i--) { // from the last, so that the others keep their numbers
            out.raw("* ").number(before.sequence(uids[i])).raw(" EXPUNGE").crlf();
        }
    }

    private static void flags(Turn turn, Selected selected, View view, Objects emails, long uid) {
        int ordinal = emails.ordinal(view.email(view.sequence(uid)));
        if (ordinal < 0 || selected.isTold(uid, emails.modSeq(ordinal))) {
            return;
        }
        write(turn, selected, view.sequence(uid), uid, emails, ordinal);
    }

    /** Writes an untagged FETCH with a message's flags: its UID always, its MODSEQ where the client knows of such (RFC 7162 §3.2). */
    public static void write(Turn turn, Selected selected, int sequence, long uid, Objects emails, int ordinal) {
        Out out = turn.out();
        begin(turn, sequence, uid).raw("FLAGS ");
        boolean deleted = emails.deleted(OfEmail.MAILBOXES, ordinal, selected.mailbox());
        boolean recent = !turn.client().has(Feature.IMAP4REV2) && selected.isRecent(uid);
        Flags.write(out, emails.get(OfEmail.KEYWORDS, ordinal), deleted, recent);
        if (turn.client().has(Feature.CONDSTORE)) {
            out.raw(" MODSEQ (").number(emails.modSeq(ordinal)).raw(")");
        }
        out.raw(")").crlf();
    }

    /** Writes an untagged FETCH with a message's MODSEQ only. */
    public static void writeModSeq(Turn turn, int sequence, long uid, long modSeq) {
        begin(turn, sequence, uid).raw("MODSEQ (").number(modSeq).raw("))").crlf();
    }

    private static Out begin(Turn turn, int sequence, long uid) {
        Out out = turn.out().raw("* ");
        return turn.client().has(Feature.UIDONLY) // RFC 9586 §3.3
                ? out.number(uid).raw(" UIDFETCH (")
                : out.number(sequence).raw(" FETCH (UID ").number(uid).space();
    }
}
