package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.fetch.Column;
import org.mailbay.imap.fetch.FetchAnswers;
import org.mailbay.imap.fetch.FetchItems;
import org.mailbay.imap.fetch.TornException;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Window;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Keywords;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Change;
import org.mailbay.mail.MailRefusal;
import org.mailbay.net.spi.Want;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** FETCH and UID FETCH (RFC 9051 §6.4.5), with CHANGEDSINCE and VANISHED (RFC 7162) and PARTIAL (RFC 9394). */
final class Fetch implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

    /** Messages that are marked seen together, before they are told. */
    private static final int SLICE = 500;

    private static final Change SEEN = new Change(Change.Mode.ADD, Set.of("$seen"), false);

    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public News news(boolean isUid) {
        return isUid ? News.ALL : News.NO_EXPUNGE;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, MailRefusal, IOException {
        FetchOptions asked =
                FetchOptions.read(turn.input(), turn.isUid(), turn.client().has(Feature.UIDONLY));
        Selected selected = turn.selected();
        if (asked.vanished() && !turn.client().has(Feature.QRESYNC)) {
            throw new Malformed("QRESYNC is not enabled"); // RFC 7162 §3.2.6
        }
        int[] sequences = selected.resolve(asked.set(), turn.isUid());
        if (asked.enablesCondstore()) {
            turn.enableCondstore();
        }
        MailAccount mail = turn.mail();
        if (asked.vanished()) {
            vanished(turn, asked, mail);
        }
        if (asked.changedSince() >= 0) {
            sequences = changed(mail, selected, sequences, asked.changedSince());
        }
        Window window = asked.window();
        Limited limited = Limited.of(turn);
        if (window != null) {
            limited.check(window);
            sequences = within(sequences, window);
        }
        if (sequences.length == 0) {
            return Done.ok("FETCH completed, there is nothing to tell");
        }
        try {
            if (!limited.exceeds(sequences.length)) {
                return new Run(turn, asked.items(), mail, sequences).all(0);
            }
            int[] some = limited.newest(sequences);
            return new Run(turn, asked.items(), mail, reversed(some))
                    .all(selected.view().uid(some[0]));
        } catch (TornException e) {
            LOG.error(
                    "event=imap-fetch outcome=torn connection={}",
                    turn.client().connection().id(),
                    e);
            turn.client().connection().close();
            return Done.then("FETCH broke off", Want.CLOSE);
        }
    }

    private static void vanished(Turn turn, FetchOptions asked, MailAccount mail) throws IOException {
        long[] gone = Known.vanished(mail, turn.selected().view(), asked.changedSince(), asked.set());
        if (gone.length > 0) {
            turn.out().raw("* VANISHED (EARLIER) ").set(gone).crlf(); // RFC 7162 §3.2.6
        }
    }

    /** RFC 7162 §3.1.4.1. */
    private static int[] changed(MailAccount mail, Selected selected, int[] sequences, long since) {
        Objects emails = mail.account().snapshot().objects(Mail.EMAIL);
        int count = 0;
        int[] changed = new int[sequences.length];
        for (int sequence : sequences) {
            int ordinal = emails.ordinal(selected.view().email(sequence));
            if (ordinal >= 0 && emails.modSeq(ordinal) > since) {
                changed[count++] = sequence;
            }
        }
        return Arrays.copyOf(changed, count);
    }

    /** RFC 9738 §3.1: then the newest come first. */
    private static int[] reversed(int[] sequences) {
        int[] reversed = new int[sequences.length];
        Arrays.setAll(reversed, i -> sequences[sequences.length - 1 - i]);
        return reversed;
    }

    /** RFC 9394 §3.2: counted from the first, or from the last. */
    private static int[] within(int[] sequences, Window window) {
        int size = sequences.length;
        int from = (int) Math.min(window.from() - 1, size);
        int to = (int) Math.min(window.to(), size);
        return window.last()
                ? Arrays.copyOfRange(sequences, size - to, size - from)
                : Arrays.copyOfRange(sequences, from, to);
    }

    /** One FETCH under way. */
    private static final class Run {
        private final Turn turn;
        private final Selected selected;
        private final MailAccount mail;
        private final FetchItems items;
        private final int[] sequences;
        private final FetchedRow row;
        private final FetchAnswers answers;
        private final boolean marks;
        /** Whether the client knows then of a change: with CONDSTORE it wants to know the modseq with it (RFC 7162 §3.2). */
        private final boolean tellsFlags;

        private @Nullable FetchAnswers withFlags;
        private boolean gone;
        private boolean unknownEncoding;
        private @Nullable IOException failure;

        Run(Turn turn, FetchItems items, MailAccount mail, int[] sequences) {
            this.turn = turn;
            this.selected = turn.selected();
            this.mail = mail;
            this.items = items;
            this.sequences = sequences;
            this.row = new FetchedRow(mail, selected, !turn.client().has(Feature.IMAP4REV2), sequences);
            this.answers = answers(items);
            this.tellsFlags = items.items().contains(Column.FLAGS)
                    && (!turn.client().has(Feature.CONDSTORE) || items.items().contains(Column.MODSEQ));
            this.marks = items.marksSeen() && mayMark();
        }

        private FetchAnswers answers(FetchItems what) {
            return new FetchAnswers(
                    what,
                    turn.out(),
                    turn.client().services().envelopes(),
                    selected.account(),
                    turn.client().has(Feature.UIDONLY));
        }

        /** RFC 4314 §4: without the right {@code s}, and with EXAMINE, reading leaves no mark. */
        private boolean mayMark() {
            return !selected.readOnly()
                    && mail.rights(mail.account().snapshot(), selected.mailbox())
                                    .letters()
                                    .indexOf('s')
                            >= 0;
        }

        /** @param lowest the oldest message's UID where older ones were asked for and may not be (RFC 9738); otherwise 0 */
        Done all(long lowest) throws Refused, MailRefusal, IOException {
            Limited limited = Limited.of(turn);
            for (int from = 0; from < sequences.length; from += SLICE) {
                int to = Math.min(sequences.length, from + SLICE);
                Set<ObjectId> marked = marks ? mark(from, to) : Set.of();
                if (marks || items.items().contains(Column.FLAGS)) {
                    Keywords.more(
                            turn, selected, mail, row.emails()); // another may have set one since the command began
                }
                for (int i = from; i < to; i++) {
                    tell(i, marked);
                }
            }
            boolean isWhole = failure == null && !unknownEncoding && !gone;
            if (lowest != 0 && !isWhole) {
                limited.tell(turn, lowest);
            }
            if (failure != null) {
                LOG.error(
                        "event=imap-fetch outcome=failed connection={}",
                        turn.client().connection().id(),
                        failure);
                throw new Refused("SERVERBUG", "Something could not be read: it is NIL"); // RFC 5530 §3
            }
            if (unknownEncoding) {
                throw new Refused("UNKNOWN-CTE", "A part has an encoding that nobody knows"); // RFC 3516 §4.3
            }
            if (gone && lowest != 0) {
                return Done.ok("EXPUNGEISSUED", "FETCH completed, some of the messages are gone"); // RFC 9738 §3.1
            }
            if (gone) {
                throw new Refused("EXPUNGEISSUED", "Some of the messages are gone"); // RFC 2180 §4.1.2, RFC 5530 §3
            }
            return lowest == 0
                    ? Done.ok("FETCH completed")
                    : Done.ok(limited.code(lowest), "FETCH completed, of the newest messages");
        }

        /** Marks those seen that are not: RFC 9051 §6.4.5. */
        private Set<ObjectId> mark(int from, int to) throws MailRefusal, IOException {
            List<ObjectId> unseen = new ArrayList<>();
            for (int i = from; i < to; i++) {
                if (row.move(i) && !row.isSeen()) {
                    unseen.add(row.email());
                }
            }
            if (unseen.isEmpty()) {
                return Set.of();
            }
            Set<ObjectId> done = new HashSet<>(
                    mail.mark(selected.mailbox(), unseen, SEEN, Long.MAX_VALUE).done());
            row.refresh();
            return done;
        }

        private void tell(int index, Set<ObjectId> marked) throws IOException {
            if (!row.move(index)) {
                gone = true;
                return;
            }
            boolean isMarked = marked.contains(row.email());
            FetchAnswers telling = isMarked ? withFlags() : answers;
            switch (telling.write(row)) {
                case DONE -> {}
                case GONE -> gone = true;
                case UNKNOWN_CTE -> unknownEncoding = true;
                case FAILED -> failure = telling.failure();
            }
            if ((isMarked || tellsFlags) && row.modSeq() > selected.view().modSeq()) {
                selected.told(row.uid(), row.modSeq());
            }
        }

        /** What is told of a message that became seen by this (RFC 9051 §6.4.5, RFC 7162 §3.2). */
        private FetchAnswers withFlags() {
            FetchAnswers more = withFlags;
            if (more == null) {
                FetchItems what = items.with(Column.FLAGS);
                more = answers(turn.client().has(Feature.CONDSTORE) ? what.with(Column.MODSEQ) : what);
                withFlags = more;
            }
            return more;
        }
    }
}
