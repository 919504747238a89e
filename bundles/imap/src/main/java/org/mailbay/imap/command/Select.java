package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Keywords;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;

/** SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3), with CONDSTORE and QRESYNC (RFC 7162). */
record Select(boolean isExamine) implements Command {
    /** Messages that are looked at one by one for the first that is unseen. */
    private static final int LOOKED_AT = 200;

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public News news(boolean isUid) {
        return News.NONE;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        Client client = turn.client();
        turn.input().space();
        String name = turn.input().mailbox();
        SelectOptions options = SelectOptions.read(turn.input());
        turn.input().end();
        if (options.known() != null && !client.has(Feature.QRESYNC)) {
            throw new Malformed("QRESYNC is not enabled"); // RFC 7162 §3.2.5
        }
        if (options.known() != null && options.known().hasNumbers() && client.has(Feature.UIDONLY)) {
            throw Malformed.number(); // RFC 9586 §3.7
        }
        if (client.selected() != null) {
            client.select(null);
            turn.out().raw("* OK [CLOSED] Previous mailbox is closed").crlf(); // RFC 9051 §7.1
        }
        Place place = turn.find(name); // RFC 9051 §6.3.2: when this fails, nothing is selected
        MailAccount mail = place.account();
        MailboxRights rights = mail.rights(mail.account().snapshot(), place.number());
        if (!rights.has(Right.MAY_READ_ITEMS)) {
            throw new Refused("NOPERM", "You may not read this mailbox");
        }
        boolean readOnly = isExamine || !mayChange(rights);
        if (options.condstore() || options.known() != null) {
            client.enabled().add(Feature.CONDSTORE);
        }
        View view = client.services().views().newest(mail.account(), place.number());
        Selected selected = new Selected(mail.account().id(), readOnly, view);
        selected.recent(client.services().recents().claim(mail.account().id(), view, !readOnly));
        describe(turn, place, selected, name);
        client.select(selected);
        Optional<Known> known = Optional.ofNullable(options.known());
        if (known.isPresent() && known.get().uidValidity() == view.mailbox()) {
            known.get().resynchronize(turn, selected, mail);
        }
        return readOnly
                ? Done.ok("READ-ONLY", (isExamine ? "EXAMINE" : "SELECT") + " completed")
                : Done.ok("READ-WRITE", "SELECT completed");
    }

    /** RFC 4314 §5.2: without any of these the mailbox is read-only. */
    private static boolean mayChange(MailboxRights rights) {
        return rights.letters().chars().anyMatch(letter -> "swite".indexOf(letter) >= 0);
    }

    private static void describe(Turn turn, Place place, Selected selected, String name) {
        Out out = turn.out();
        View view = selected.view();
        Objects emails = place.account().account().snapshot().objects(Mail.EMAIL);
        boolean isRev2 = turn.client().has(Feature.IMAP4REV2);
        out.raw("* ").number(view.size()).raw(" EXISTS").crlf();
        if (!isRev2) {
            int recent = selected.recent();
            out.raw("* ").number(recent).raw(" RECENT").crlf();
            boolean tellsNumbers = !turn.client().has(Feature.UIDONLY); // RFC 9586 §3
            int unseen = tellsNumbers ? firstUnseen(view, emails) : 0;
            if (unseen > 0) {
                out.raw("* OK [UNSEEN ").number(unseen).raw("] First unseen").crlf();
            }
        }
        Keywords.first(turn, selected, place.account(), emails);
        out.raw("* OK [UIDVALIDITY ")
                .number(view.mailbox())
                .raw("] UIDs are valid")
                .crlf();
        out.raw("* OK [UIDNEXT ")
                .number(view.uidNext())
                .raw("] Predicted next UID")
                .crlf();
        out.raw("* OK [HIGHESTMODSEQ ").number(view.modSeq()).raw("] Highest").crlf();
        out.raw("* OK [MAILBOXID (")
                .raw(Mail.MAILBOX.id(place.number()).toString())
                .raw(")] Id of the mailbox")
                .crlf(); // RFC 8474 §4.2
        if (isRev2) {
            out.raw("* LIST () \"/\" ").mailbox(name).crlf(); // RFC 9051 §6.3.2
        }
    }

    /** Among the first messages it is found by looking; behind them, by what is unseen and not by what is not. */
    private static int firstUnseen(View view, Objects emails) {
        Ordinals unseen = emails.in(OfEmail.MAILBOXES, view.mailbox()).minus(emails.with(OfEmail.KEYWORDS, "$seen"));
        if (unseen.size() == 0) {
            return 0;
        }
        for (int sequence = 1; sequence <= Math.min(LOOKED_AT, view.size()); sequence++) {
            int ordinal = emails.ordinal(view.email(sequence));
            if (ordinal >= 0 && unseen.contains(ordinal)) {
                return sequence;
            }
        }
        long[] first = {Long.MAX_VALUE};
        unseen.forEach(
                ordinal -> first[0] = Math.min(first[0], emails.uid(OfEmail.MAILBOXES, ordinal, view.mailbox())));
        return view.sequence(first[0]); // 0 when it came after the view
    }
}
