package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.SequenceSet;
import org.mailbay.imap.mailbox.Flags;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Announcer;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Keywords;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount.Change;
import org.mailbay.mail.MailAccount.Marked;
import org.mailbay.mail.MailRefusal;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/** STORE and UID STORE (RFC 9051 §6.4.6), with UNCHANGEDSINCE (RFC 7162 §3.1.3). */
final class Store implements Command {
    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public News news(boolean isUid) {
        return isUid ? News.ALL : News.NO_EXPUNGE;
    }

    /** What is asked. */
    private record Asked(SequenceSet set, long unchangedSince, Change change, boolean isSilent) {
        static final long ANY = Long.MAX_VALUE;

        static Asked read(Input input) throws Malformed {
            input.space();
            SequenceSet set = input.sequenceSet();
            input.space();
            long unchangedSince = ANY;
            if (input.skip('(')) {
                if (!input.skipWord("UNCHANGEDSINCE")) {
                    throw new Malformed("UNCHANGEDSINCE expected");
                }
                input.space();
                unchangedSince = input.number64();
                input.expect(')');
                input.space();
            }
            Change.Mode mode =
                    input.skip('+') ? Change.Mode.ADD : input.skip('-') ? Change.Mode.REMOVE : Change.Mode.REPLACE;
            String word = input.word();
            if (!word.equals("FLAGS") && !word.equals("FLAGS.SILENT")) {
                throw new Malformed("FLAGS expected");
            }
            input.space();
            Flags flags = Flags.of(input.flags());
            input.end();
            return new Asked(
                    set, unchangedSince, new Change(mode, flags.keywords(), flags.deleted()), word.endsWith(".SILENT"));
        }
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        Asked asked = Asked.read(turn.input());
        Selected selected = turn.selected();
        int[] all = selected.resolve(asked.set, turn.isUid());
        Limited limited = Limited.of(turn);
        int[] sequences = limited.newest(all);
        turn.checkWritable();
        if (asked.unchangedSince != Asked.ANY) {
            turn.enableCondstore();
        }
        View view = selected.view();
        List<ObjectId> emails = new ArrayList<>(sequences.length);
        for (int sequence : sequences) {
            emails.add(view.email(sequence));
        }
        Objects before = turn.mail().account().snapshot().objects(Mail.EMAIL);
        Marked marked = turn.mail().mark(selected.mailbox(), emails, asked.change, asked.unchangedSince);
        tell(turn, asked, sequences, before, new HashSet<>(marked.done()));
        Set<ObjectId> modified = new HashSet<>(marked.modified());
        boolean hasGone = modified.isEmpty() && marked.done().size() < sequences.length;
        long lowest = limited.exceeds(all.length) ? view.uid(sequences[0]) : 0;
        if (lowest != 0 && (hasGone || !modified.isEmpty())) {
            limited.tell(turn, lowest);
        }
        if (!modified.isEmpty()) {
            return Done.ok(modified(turn, sequences, modified), "Conditional STORE failed for some");
        }
        if (hasGone && (lowest != 0 || asked.isSilent)) { // RFC 9738 §3.1, RFC 2180 §4.2.1
            return Done.ok("EXPUNGEISSUED", "STORE completed, some of the messages are gone");
        }
        if (hasGone) {
            throw new Refused("EXPUNGEISSUED", "Some of the messages are gone"); // RFC 2180 §4.2.2, §4.2.3
        }
        return lowest == 0
                ? Done.ok("STORE completed")
                : Done.ok(limited.code(lowest), "STORE completed, of the newest messages");
    }

    /** The flags as they are now, or with SILENT the new MODSEQ where the client wants to know that (RFC 7162 §3.1.3). */
    private static void tell(Turn turn, Asked asked, int[] sequences, Objects before, Set<ObjectId> done)
            throws Refused, IOException {
        Selected selected = turn.selected();
        View view = selected.view();
        Objects emails = turn.mail().account().snapshot().objects(Mail.EMAIL);
        Keywords.more(turn, selected, turn.mail(), emails);
        boolean isCondstore = turn.client().has(Feature.CONDSTORE);
        for (int sequence : sequences) {
            ObjectId email = view.email(sequence);
            int ordinal = done.contains(email) ? emails.ordinal(email) : -1;
            if (ordinal < 0) {
                continue;
            }
            long uid = view.uid(sequence);
            if (!asked.isSilent || !isEcho(asked.change, selected, uid, before, emails, email)) {
                Announcer.write(turn, selected, sequence, uid, emails, ordinal);
            } else if (isCondstore) {
                Announcer.writeModSeq(turn, sequence, uid, emails.modSeq(ordinal));
            }
            selected.told(uid, emails.modSeq(ordinal));
        }
    }

    /**
     * Whether the client, which wants to hear no echo, knows the flags that a message has now. When others have changed them meanwhile, or
     * it may not set all that it asked for (RFC 4314 §4), it does not, and is told (RFC 9051 §6.4.6).
     */
    private static boolean isEcho(
            Change change, Selected selected, long uid, Objects before, Objects after, ObjectId email) {
        int was = before.ordinal(email);
        if (was < 0 || before.modSeq(was) > selected.view().modSeq() && !selected.isTold(uid, before.modSeq(was))) {
            return false;
        }
        Set<String> keywords = new HashSet<>(before.get(OfEmail.KEYWORDS, was));
        boolean deleted = before.deleted(OfEmail.MAILBOXES, was, selected.mailbox());
        switch (change.mode()) {
            case ADD -> {
                keywords.addAll(change.keywords());
                deleted |= change.deleted();
            }
            case REMOVE -> {
                keywords.removeAll(change.keywords());
                deleted &= !change.deleted();
            }
            case REPLACE -> {
                keywords = change.keywords();
                deleted = change.deleted();
            }
        }
        int is = after.ordinal(email);
        return keywords.equals(after.get(OfEmail.KEYWORDS, is))
                && deleted == after.deleted(OfEmail.MAILBOXES, is, selected.mailbox());
    }

    /** RFC 7162 §3.1.3: MODIFIED, with sequence numbers or UIDs as the command has them. */
    private static String modified(Turn turn, int[] sequences, Set<ObjectId> modified) {
        View view = turn.selected().view();
        long[] numbers = new long[modified.size()];
        int count = 0;
        for (int sequence : sequences) {
            if (modified.contains(view.email(sequence))) {
                numbers[count++] = turn.isUid() ? view.uid(sequence) : sequence;
            }
        }
        return "MODIFIED " + SequenceSet.written(Arrays.copyOf(numbers, count));
    }
}
