package org.mailbay.imap.mailbox;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/** The newest view of each mailbox that somebody looks at, shared by all sessions; kept while there is memory to spare. */
public final class Views {
    /** Changes looked at one by one; when there are more, the mailbox is read anew. */
    private static final int MOST_CHANGES = 20_000;

    /** Mailboxes that are remembered. */
    private static final int MOST_PLACES = 100_000;

    private static final long[] NONE = {};

    private record Place(AccountId account, long mailbox) {}

    /** A view with the emails that it was made of. */
    private record Read(View view, Objects emails) {}

    private static final class Newest {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile SoftReference<@Nullable Read> read = new SoftReference<>(null);
    }

    private final Map<Place, Newest> places = new ConcurrentHashMap<>();

    /** The mailbox as it is now; without messages when it is not there. */
    public View newest(Account account, long mailbox) throws IOException {
        if (places.size() > MOST_PLACES) {
            places.values().removeIf(newest -> newest.read.get() == null);
        }
        Newest newest = places.computeIfAbsent(new Place(account.id(), mailbox), _ -> new Newest());
        Read known = newest.read.get();
        if (known != null && known.emails.state() >= emails(account).state()) {
            return known.view;
        }
        newest.lock.lock();
        try {
            known = newest.read.get();
            Read now = known == null ? read(account, mailbox) : next(account, known);
            if (now != known) {
                newest.read = new SoftReference<>(now);
            }
            return now.view;
        } finally {
            newest.lock.unlock();
        }
    }

    /** Forgets all, so that nothing of a store that goes is held. */
    public void clear() {
        places.clear();
    }

    private static Objects emails(Account account) {
        return account.snapshot().objects(Mail.EMAIL);
    }

    private static Read read(Account account, long mailbox) {
        var snapshot = account.snapshot();
        Objects emails = snapshot.objects(Mail.EMAIL);
        UidList.Builder all = new UidList.Builder();
        emails.in(OfEmail.MAILBOXES, mailbox)
                .forEach(ordinal -> all.add(
                        emails.uid(OfEmail.MAILBOXES, ordinal, mailbox),
                        emails.id(ordinal).number()));
        UidList uids = UidList.EMPTY.with(all.sorted());
        return new Read(new View(mailbox, modSeq(emails), snapshot.uidNext(mailbox), uids), emails);
    }

    private static long modSeq(Objects emails) {
        return Math.max(1, emails.state());
    }

    /** Goes on from what was known by the log, where that reaches back far enough. */
    private static Read next(Account account, Read known) throws IOException {
        var snapshot = account.snapshot();
        Objects now = snapshot.objects(Mail.EMAIL);
        long mailbox = known.view.mailbox();
        if (now.state() <= known.emails.state()) {
            return known;
        }
        if (!(account.changes(Mail.EMAIL, modSeq(known.emails), MOST_CHANGES) instanceof Changes.Since since)
                || since.hasMore()) {
            return read(account, mailbox);
        }
        // The log may be ahead of the snapshot: each email is looked at as it is there
        LongStream.Builder gone = LongStream.builder();
        UidList.Builder added = new UidList.Builder();
        for (ObjectId id : since.destroyed()) {
            long was = uid(known.emails, id, mailbox);
            if (was != 0 && now.ordinal(id) < 0) {
                gone.add(was);
            }
        }
        for (ObjectId id : since.updated()) {
            moved(known.emails, now, id, mailbox, gone, added);
        }
        for (ObjectId id : since.created()) {
            moved(known.emails, now, id, mailbox, gone, added);
        }
        UidList uids =
                known.view.uids().without(gone.build().sorted().toArray()).with(added.sorted());
        return new Read(new View(mailbox, modSeq(now), snapshot.uidNext(mailbox), uids), now);
    }

    private static void moved(
            Objects before, Objects after, ObjectId id, long mailbox, LongStream.Builder gone, UidList.Builder added) {
        long was = uid(before, id, mailbox);
        long is = uid(after, id, mailbox);
        if (was != 0 && was != is) {
            gone.add(was);
        }
        if (is != 0 && is != was) {
            added.add(is, id.number());
        }
    }

    private static long uid(Objects emails, ObjectId id, long mailbox) {
        int ordinal = emails.ordinal(id);
        return ordinal < 0 ? 0 : emails.uid(OfEmail.MAILBOXES, ordinal, mailbox);
    }

    /** What happened since a view, up to now. */
    public Delta since(Account account, View view) throws IOException {
        View now = newest(account, view.mailbox());
        if (now == view || now.modSeq() <= view.modSeq() && now.size() == view.size()) {
            return new Delta(view, NONE, NONE);
        }
        return new Delta(now, view.uids().missingIn(now.uids()), changed(account, view, now));
    }

    private static long[] changed(Account account, View view, View now) throws IOException {
        Objects emails = emails(account);
        if (account.changes(Mail.EMAIL, view.modSeq(), MOST_CHANGES) instanceof Changes.Since since
                && !since.hasMore()) {
            LongStream.Builder uids = LongStream.builder();
            for (ObjectId id : since.updated()) {
                long uid = uid(emails, id, view.mailbox());
                if (uid != 0 && view.sequence(uid) != 0) {
                    uids.add(uid);
                }
            }
            return uids.build().sorted().toArray();
        }
        LongStream.Builder uids = LongStream.builder();
        for (int i = 1; i <= view.size(); i++) {
            int ordinal = now.sequence(view.uid(i)) == 0 ? -1 : emails.ordinal(now.email(now.sequence(view.uid(i))));
            if (ordinal >= 0 && emails.modSeq(ordinal) > view.modSeq()) {
                uids.add(view.uid(i));
            }
        }
        return uids.build().toArray();
    }

    /**
     * A view that another revision of this bundle had, put together again.
     *
     * @param uidNext the UID that the next message would have got then
     * @throws IOException also when the log does not reach back that far
     */
    public View resumed(Account account, long mailbox, long modSeq, long uidNext) throws IOException {
        View now = newest(account, mailbox);
        // After that: what goes in between is in both, and told; the other way round it would be in neither, and all
        // numbers wrong
        long[] vanished = account.vanished(Mail.EMAIL, mailbox, modSeq)
                .orElseThrow(() -> new IOException("the log does not reach back to what the client knows"));
        return new View(mailbox, modSeq, uidNext, now.uids().below(uidNext, vanished));
    }
}
