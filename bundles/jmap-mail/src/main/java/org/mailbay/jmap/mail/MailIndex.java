package org.mailbay.jmap.mail;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.mailbay.jmap.View;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Store;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What is worked out of emails and kept while there is memory to spare: which belong to a thread, how many are in a mailbox.
 *
 * <p>All of it follows from snapshots; what is lost is worked out again. Any thread.
 */
@Component(service = MailIndex.class)
public final class MailIndex {
    private static final int MOST_ACCOUNTS = 4_096;

    /** Accounts whose mailboxes are shared in different ways with many. */
    private static final int MOST_TALLIES = 8;

    private static final class Kept {
        private final ReentrantLock lock = new ReentrantLock();
        private final ThreadIndex threads =
                new ThreadIndex((emails, ordinal) -> emails.get(OfEmail.THREAD_NUMBER, ordinal));
        /** Threads as others see them. */
        private final ThreadIndex conversations = new ThreadIndex(Access::conversation);

        private final Map<Set<Long>, Tally> tallies = eldestOut(MOST_TALLIES);
        private final Tally own = new Tally(null);
        private final Past past = new Past();
    }

    /** What is kept of an account that a store has in memory, as long as it is this object. */
    private record OfAccount(WeakReference<Account> account, SoftReference<Kept> kept) {}

    private final Map<AccountId, OfAccount> accounts = eldestOut(MOST_ACCOUNTS);
    private final Set<Store> stores = new HashSet<>();

    /** Whose classes are not to be held. */
    private final Set<ClassLoader> gone = Collections.newSetFromMap(new WeakHashMap<>());

    /** A store that there is. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void bindStore(Store store) {
        synchronized (accounts) {
            stores.add(store);
            gone.remove(store.getClass().getClassLoader());
        }
    }

    /** Forgets what is of a store that goes: nothing here may hold its classes. */
    public void unbindStore(Store store) {
        synchronized (accounts) {
            ClassLoader loader = store.getClass().getClassLoader();
            stores.remove(store);
            if (stores.stream().noneMatch(other -> other.getClass().getClassLoader() == loader)) {
                gone.add(loader);
            }
            accounts.clear();
        }
    }

    static <K, V> Map<K, V> eldestOut(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    private Kept kept(Account account) {
        synchronized (accounts) {
            OfAccount known = accounts.get(account.id());
            Kept kept = known == null || !known.account.refersTo(account) ? null : known.kept.get();
            if (kept == null) {
                kept = new Kept();
                // A call that was under way when its store went is no reason to keep anything
                if (!gone.contains(account.getClass().getClassLoader())) {
                    accounts.put(account.id(), new OfAccount(new WeakReference<>(account), new SoftReference<>(kept)));
                }
            }
            return kept;
        }
    }

    /**
     * The emails of a thread that clients see, ascending by ordinal of {@code emails}.
     *
     * @param emails of a snapshot of {@code account}, such as a transaction's
     */
    public int[] members(Account account, Objects emails, long thread) throws IOException {
        Kept kept = kept(account);
        int[] members;
        kept.lock.lock();
        try {
            members = kept.threads.members(account, emails, thread);
        } finally {
            kept.lock.unlock();
        }
        Ordinals visible = emails.visible(OfEmail.MAILBOXES);
        int count = 0;
        for (int member : members) {
            if (visible.contains(member)) {
                members[count++] = member;
            }
        }
        return count == members.length ? members : Arrays.copyOf(members, count);
    }

    /** The emails of a thread that the principal of a view sees, ascending by ordinal. */
    public int[] members(View view, Access access, long thread) throws IOException {
        if (access.isOwn()) {
            return members(view.account(), access.allEmails(), thread);
        }
        Kept kept = kept(view.account());
        int[] members;
        kept.lock.lock();
        try {
            members = kept.conversations.members(view.account(), access.allEmails(), thread);
        } finally {
            kept.lock.unlock();
        }
        return Arrays.stream(members).filter(access::seesEmail).toArray();
    }

    /** The counts of mailboxes as a principal sees them, by number of the mailbox; one that is missing is empty. */
    public Map<Long, Tally.Counts> counts(View view, Access access) throws IOException {
        Kept kept = kept(view.account());
        kept.lock.lock();
        try {
            Tally tally = access.isOwn() ? kept.own : kept.tallies.computeIfAbsent(readable(view, access), Tally::new);
            return tally.of(view.account(), view.snapshot());
        } finally {
            kept.lock.unlock();
        }
    }

    /** The state of emails or mailboxes in another's account, whose changes can be asked for then. */
    public long state(View view, ObjectType type) {
        remember(view);
        return view.snapshot().objects(type).state();
    }

    /** Notes what a principal has been told of another's account. */
    public void remember(View view) {
        if (!view.isOwn()) {
            Kept kept = kept(view.account());
            kept.lock.lock();
            try {
                kept.past.remember(view);
            } finally {
                kept.lock.unlock();
            }
        }
    }

    /** What happened in another's account, as the principal sees it, to objects of a type of mail. */
    public Changes changes(View view, ObjectType type, long since, int most) throws IOException {
        Account account = view.account();
        Kept kept = kept(account);
        kept.lock.lock();
        try {
            kept.past.remember(view); // the state that these changes lead to
            Members members = (emails, thread) -> kept.conversations.members(account, emails, thread);
            return switch (type.letter()) {
                case 'm' -> kept.past.mailboxes(view, since, most, members);
                case 'e' -> kept.past.emails(view, since, most);
                default -> kept.past.threads(view, since, most, members);
            };
        } finally {
            kept.lock.unlock();
        }
    }

    /** The ordinals of a thread's emails. */
    @FunctionalInterface
    interface Members {
        int[] of(Objects emails, long thread) throws IOException;
    }

    private static Set<Long> readable(View view, Access access) {
        Objects mailboxes = view.snapshot().objects(Mail.MAILBOX);
        Set<Long> readable = new HashSet<>();
        access.mailboxes().forEach(ordinal -> readable.add(mailboxes.id(ordinal).number()));
        return readable;
    }
}
