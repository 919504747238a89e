package org.mailbay.jmap.mail;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.View;
import org.mailbay.mail.Mail;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Snapshot;

/**
 * What others have seen of an account lately.
 *
 * <p>The log says what has happened in an account, not who could see it: of an email that was destroyed nobody knows any more whether it
 * was shared. So the snapshots to whose states others were told are kept for a while, and compared. A state that is not among them is too
 * old: its client looks anew. One thread at a time.
 */
final class Past {
    /** Snapshots for each principal: they have most of their memory in common. */
    private static final int MOST = 24;

    private static final int MOST_PRINCIPALS = 64;
    private static final int MOST_CHANGES = 20_000;

    private final Map<AccountId, Deque<Snapshot>> told = MailIndex.eldestOut(MOST_PRINCIPALS);

    void remember(View view) {
        Deque<Snapshot> snapshots = told.computeIfAbsent(view.principal().account(), _ -> new ArrayDeque<>());
        if (snapshots.isEmpty() || snapshots.getLast() != view.snapshot()) {
            snapshots.addLast(view.snapshot());
            if (snapshots.size() > MOST) {
                snapshots.removeFirst();
            }
        }
    }

    private @Nullable Access then(View view, ObjectType type, long state) {
        for (Snapshot snapshot : told.getOrDefault(view.principal().account(), new ArrayDeque<>())) {
            if (snapshot.objects(type).state() == state) {
                return Access.of(view.at(snapshot));
            }
        }
        return null;
    }

    private static Changes.@Nullable Since log(View view, ObjectType type, long since) throws IOException {
        return view.account().changes(type, since, MOST_CHANGES) instanceof Changes.Since changes
                        && !changes.hasMore()
                        && changes.newState() >= view.snapshot().objects(type).state()
                ? changes
                : null;
    }

    private static Set<ObjectId> all(Changes.Since changes) {
        Set<ObjectId> ids = new LinkedHashSet<>(changes.created());
        ids.addAll(changes.updated());
        ids.addAll(changes.destroyed());
        return ids;
    }

    /**
     * Changes of mailboxes.
     *
     * <p>Which have other counts follows from the emails that are seen: the log also names a mailbox for what an email in a hidden one does
     * to the owner's thread.
     */
    Changes mailboxes(View view, long since, int most, MailIndex.Members members) throws IOException {
        Access then = then(view, Mail.MAILBOX, since);
        Changes.Since log = then == null ? null : log(view, Mail.MAILBOX, since);
        Changes.Since ofEmails =
                then == null ? null : log(view, Mail.EMAIL, then.allEmails().state());
        if (then == null || log == null || ofEmails == null) {
            return new Changes.TooOld();
        }
        Access now = Access.of(view);
        Set<ObjectId> counted = new Counted(then, now, members).of(all(ofEmails));
        Set<ObjectId> candidates = new LinkedHashSet<>(counted);
        if (!log.countsOnly() || !log.created().isEmpty() || !log.destroyed().isEmpty()) {
            candidates.addAll(then.mailboxIds());
            candidates.addAll(now.mailboxIds());
        }
        Seen seen = new Seen();
        boolean countsOnly = true;
        for (ObjectId id : candidates) {
            boolean differs = !then.face(id).equals(now.face(id));
            countsOnly &= !differs;
            if (differs || counted.contains(id)) {
                seen.add(id, then.sees(id), now.sees(id));
            }
        }
        return seen.changes(view.snapshot().objects(Mail.MAILBOX).state(), countsOnly, most);
    }

    /** Finds the mailboxes whose counts may have become others, by nothing but what is and was seen. */
    private record Counted(Access then, Access now, MailIndex.Members members) {
        Set<ObjectId> of(Set<ObjectId> emails) throws IOException {
            Set<Long> mailboxes = new LinkedHashSet<>();
            Set<Long> threads = new LinkedHashSet<>();
            for (ObjectId id : emails) {
                Set<Long> before = then.mailboxesOf(id);
                Set<Long> after = now.mailboxesOf(id);
                boolean wasUnread = !before.isEmpty() && then.isUnread(id);
                boolean isUnread = !after.isEmpty() && now.isUnread(id);
                if (wasUnread != isUnread || !before.equals(after)) {
                    mailboxes.addAll(before);
                    mailboxes.addAll(after);
                    if (wasUnread || isUnread) {
                        Access some = isUnread ? now : then;
                        threads.add(some.thread(some.allEmails().ordinal(id)));
                    }
                }
            }
            // unreadThreads of every mailbox that has an email of the thread (RFC 8621 §2)
            for (long thread : threads) {
                for (Access access : List.of(then, now)) {
                    for (int member : members.of(access.allEmails(), thread)) {
                        mailboxes.addAll(access.mailboxesOf(access.allEmails().id(member)));
                    }
                }
            }
            return mailboxes.stream().map(Mail.MAILBOX::id).collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /** Changes of emails. */
    Changes emails(View view, long since, int most) throws IOException {
        Access then = then(view, Mail.EMAIL, since);
        Changes.Since log = then == null ? null : log(view, Mail.EMAIL, since);
        if (then == null || log == null) {
            return new Changes.TooOld();
        }
        Access now = Access.of(view);
        Seen seen = new Seen();
        all(log).forEach(id -> seen.add(id, then.seesEmail(id), now.seesEmail(id)));
        return seen.changes(view.snapshot().objects(Mail.EMAIL).state(), false, most);
    }

    /** Changes of threads, whose state is that of emails: for others a thread is what they see of it. */
    Changes threads(View view, long since, int most, MailIndex.Members members) throws IOException {
        Access then = then(view, Mail.EMAIL, since);
        Changes.Since log = then == null ? null : log(view, Mail.EMAIL, since);
        if (then == null || log == null) {
            return new Changes.TooOld();
        }
        Access now = Access.of(view);
        Set<Long> threads = new LinkedHashSet<>();
        for (ObjectId id : all(log)) {
            boolean was = then.seesEmail(id);
            if (was != now.seesEmail(id)) {
                Access some = was ? then : now;
                threads.add(some.thread(some.allEmails().ordinal(id)));
            }
        }
        Seen seen = new Seen();
        for (long thread : threads) {
            seen.add(
                    Mail.THREAD.id(thread),
                    isSeen(members.of(then.allEmails(), thread), then),
                    isSeen(members.of(now.allEmails(), thread), now));
        }
        return seen.changes(view.snapshot().objects(Mail.EMAIL).state(), false, most);
    }

    private static boolean isSeen(int[] members, Access access) {
        for (int member : members) {
            if (access.seesEmail(member)) {
                return true;
            }
        }
        return false;
    }

    /** What has become of objects, by what was and is seen of them. */
    private static final class Seen {
        private final List<ObjectId> stayed = new ArrayList<>();
        private final List<ObjectId> created = new ArrayList<>();
        private final List<ObjectId> destroyed = new ArrayList<>();

        void add(ObjectId id, boolean was, boolean is) {
            if (was && is) {
                stayed.add(id);
            } else if (is) {
                created.add(id);
            } else if (was) {
                destroyed.add(id);
            }
        }

        Changes changes(long state, boolean countsOnly, int most) {
            boolean tooMany = stayed.size() + created.size() + destroyed.size() > most;
            return tooMany
                    ? new Changes.TooOld()
                    : new Changes.Since(state, false, created, stayed, destroyed, countsOnly);
        }
    }
}
