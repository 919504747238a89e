package org.mailbay.jmap.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Account;
import org.mailbay.store.Changes;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Snapshot;

/**
 * How many emails and threads are in each mailbox of one account (RFC 8621 §2), kept up to date by what has changed.
 *
 * <p>Held are the number of emails for each pair of a thread and a mailbox, and of unread emails for each thread that has some: about 12
 * bytes a pair. One thread at a time.
 */
public final class Tally {
    /** More changes than this: all is counted anew. */
    private static final int MOST_CHANGES = 20_000;

    private static final int PLACE_BITS = 16;

    /** Of one mailbox. */
    public record Counts(int totalEmails, int unreadEmails, int totalThreads, int unreadThreads) {
        public static final Counts NONE = new Counts(0, 0, 0, 0);
    }

    /** The mailboxes that count, for others than the owner; null for the owner, for whom all do. */
    private final @Nullable Set<Long> readable;

    private @Nullable Objects counted;
    private long trash;
    private Map<Long, Counts> result = Map.of();

    private LongCounts pairs = new LongCounts();
    /** Unread emails by thread, those that are only in the trash left out. */
    private LongCounts unreadElsewhere = new LongCounts();
    /** Unread emails in the trash by thread. */
    private LongCounts unreadInTrash = new LongCounts();

    private final Map<Long, Integer> places = new HashMap<>();
    private long[] mailboxes = new long[8];
    private int[][] counts = new int[8][];

    Tally(@Nullable Set<Long> readable) {
        this.readable = readable;
    }

    /** By number of the mailbox; what is empty may be missing. */
    Map<Long, Counts> of(Account account, Snapshot snapshot) throws IOException {
        Objects emails = snapshot.objects(Mail.EMAIL);
        ObjectId trashBox = Mailboxes.withRole(snapshot.objects(Mail.MAILBOX), Mailboxes.TRASH);
        long itsTrash = trashBox == null ? 0 : trashBox.number();
        Objects last = counted;
        if (last == emails && trash == itsTrash) {
            return result;
        }
        if (last != null && emails.state() < last.state()) {
            return new Tally(readable).of(account, snapshot); // of whoever began before the last one
        }
        if (last == null || trash != itsTrash || !follow(account, last, emails)) {
            countAll(emails, itsTrash);
        }
        counted = emails;
        Map<Long, Counts> newResult = new HashMap<>();
        places.forEach((mailbox, place) -> {
            int[] its = counts[place];
            newResult.put(mailbox, new Counts(its[0], its[1], its[2], its[3]));
        });
        result = newResult;
        return newResult;
    }

    private boolean follow(Account account, Objects from, Objects to) throws IOException {
        if (from.state() == to.state()) {
            return true;
        }
        if (!(account.changes(Mail.EMAIL, from.state(), MOST_CHANGES) instanceof Changes.Since changes)
                || changes.hasMore()
                || changes.newState() < to.state()) {
            return false;
        }
        List<ObjectId> ids = new ArrayList<>(changes.created());
        ids.addAll(changes.updated());
        ids.addAll(changes.destroyed());
        int more = 0;
        for (ObjectId id : ids) {
            more += change(to, id, 1) - change(from, id, -1);
        }
        // What came and went again is in no list, and in the newer of the two if that is not the newest.
        return from.all().size() + more == to.all().size();
    }

    /** How many there are. */
    private int change(Objects emails, ObjectId id, int by) {
        int ordinal = emails.ordinal(id);
        if (ordinal < 0) {
            return 0;
        }
        boolean unread = Mail.isUnread(emails.get(OfEmail.KEYWORDS, ordinal));
        List<Member> members = emails.get(OfEmail.MAILBOXES, ordinal);
        count(thread(emails, ordinal), members, unread, by, true);
        return 1;
    }

    private long thread(Objects emails, int ordinal) {
        return readable == null ? emails.get(OfEmail.THREAD_NUMBER, ordinal) : Access.conversation(emails, ordinal);
    }

    private void countAll(Objects emails, long newTrash) {
        trash = newTrash;
        pairs = new LongCounts();
        unreadElsewhere = new LongCounts();
        unreadInTrash = new LongCounts();
        places.clear();
        Ordinals seen = emails.with(OfEmail.KEYWORDS, "$seen");
        Ordinals draft = emails.with(OfEmail.KEYWORDS, "$draft");
        emails.visible(OfEmail.MAILBOXES)
                .forEach(ordinal -> count(
                        thread(emails, ordinal),
                        emails.get(OfEmail.MAILBOXES, ordinal),
                        !seen.contains(ordinal) && !draft.contains(ordinal),
                        1,
                        false));
        pairs.forEach((pair, _) -> {
            int place = (int) (pair & (1 << PLACE_BITS) - 1);
            if (isUnread(pair >>> PLACE_BITS, mailboxes[place])) {
                counts[place][3]++;
            }
        });
    }

    private boolean counts(Member member) {
        return !member.deleted() && (readable == null || readable.contains(member.container()));
    }

    /** @param threads whether to count unread threads as well */
    private void count(long thread, List<Member> members, boolean unread, int by, boolean threads) {
        boolean inTrash = false;
        boolean elsewhere = false;
        for (Member member : members) {
            if (counts(member)) {
                int place = place(member.container());
                int[] its = counts[place];
                its[0] += by;
                its[1] += unread ? by : 0;
                int now = pairs.add(pair(thread, place), by);
                if (now == 0 || now == by) {
                    its[2] += by;
                    its[3] += threads && isUnread(thread, member.container()) ? by : 0;
                }
                inTrash |= member.container() == trash;
                elsewhere |= member.container() != trash;
            }
        }
        if (unread && elsewhere) {
            int now = unreadElsewhere.add(thread, by);
            if (threads && (now == 0 || now == by)) {
                for (int place : places.values()) {
                    boolean isIn = mailboxes[place] != trash && pairs.get(pair(thread, place)) > 0;
                    counts[place][3] += isIn ? by : 0;
                }
            }
        }
        if (unread && inTrash) {
            int now = unreadInTrash.add(thread, by);
            if (threads && (now == 0 || now == by) && pairs.get(pair(thread, place(trash))) > 0) {
                counts[place(trash)][3] += by;
            }
        }
    }

    private boolean isUnread(long thread, long mailbox) {
        return (mailbox == trash ? unreadInTrash : unreadElsewhere).get(thread) > 0;
    }

    private static long pair(long thread, int place) {
        return thread << PLACE_BITS | place;
    }

    private int place(long mailbox) {
        Integer known = places.get(mailbox);
        if (known != null) {
            return known;
        }
        int place = places.size();
        if (place == 1 << PLACE_BITS) {
            throw new IllegalStateException("more than " + place + " mailboxes");
        }
        if (place == mailboxes.length) {
            mailboxes = Arrays.copyOf(mailboxes, 2 * place);
            counts = Arrays.copyOf(counts, 2 * place);
        }
        mailboxes[place] = mailbox;
        counts[place] = new int[4];
        places.put(mailbox, place);
        return place;
    }
}
