package org.mailbay.jmap.mail;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.View;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.AccountId;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;

/**
 * What the principal of a view sees of an account's mail, and what it may do there.
 *
 * <p>In its own account that is everything. In another's, there are only the mailboxes that it may read (RFC 8621 §2, {@code
 * mayReadItems}), and the emails in them: whatever else there is cannot be told from what is not there.
 */
public final class Access {
    /** What is shared with whom, by the mailboxes of a snapshot: read once for all calls that look at it. */
    private static final Map<Objects, Map<AccountId, Map<Long, MailboxRights>>> KNOWN =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** What emails others see, by the emails of a snapshot; weak, so that it holds no store that has gone. */
    private static final Map<Objects, WeakReference<Map<Shared, Ordinals>>> SHOWN =
            Collections.synchronizedMap(new WeakHashMap<>());

    private record Shared(Objects mailboxes, AccountId principal) {}

    private final Objects mailboxes;
    private final Objects emails;
    private final AccountId principal;
    /** By number of the mailbox; null in the principal's own account. */
    private final @Nullable Map<Long, MailboxRights> shared;

    private Access(View view) {
        mailboxes = view.snapshot().objects(Mail.MAILBOX);
        emails = view.snapshot().objects(Mail.EMAIL);
        principal = view.principal().account();
        shared = view.isOwn() ? null : shared(mailboxes, principal);
    }

    /** Of a view at its snapshot; cheap. */
    public static Access of(View view) {
        return new Access(view);
    }

    private static Map<Long, MailboxRights> shared(Objects mailboxes, AccountId principal) {
        Map<AccountId, Map<Long, MailboxRights>> known =
                KNOWN.computeIfAbsent(mailboxes, _ -> Collections.synchronizedMap(new HashMap<>()));
        return known.computeIfAbsent(principal, _ -> read(mailboxes, principal));
    }

    private static Map<Long, MailboxRights> read(Objects mailboxes, AccountId principal) {
        String owner = principal + ":";
        Map<Long, MailboxRights> rights = new HashMap<>();
        mailboxes.all().forEach(ordinal -> {
            for (String word : mailboxes.get(OfMailbox.SHARES, ordinal)) {
                if (word.startsWith(owner)) {
                    rights.put(mailboxes.id(ordinal).number(), new MailboxRights(word.substring(owner.length())));
                }
            }
        });
        return rights;
    }

    /**
     * The number of the thread that the principal sees the email in; see {@link Threads#conversation}.
     *
     * @param email ordinal of an email of the snapshot
     */
    public long thread(int email) {
        return shared == null ? emails.get(OfEmail.THREAD_NUMBER, email) : conversation(emails, email);
    }

    /** As {@link #thread(int)}, of an email that a transaction may have added. */
    public long thread(ObjectId id, Row email) {
        if (shared == null) {
            return email.get(OfEmail.THREAD_NUMBER);
        }
        long conversation = email.get(OfEmail.CONVERSATION);
        return conversation == 0 ? id.number() : conversation;
    }

    /** The number of the thread in which others than the owner see an email. */
    static long conversation(Objects emails, int email) {
        long conversation = emails.get(OfEmail.CONVERSATION, email);
        return conversation == 0 ? emails.id(email).number() : conversation;
    }

    /** All emails of the snapshot, those included that the principal does not see. */
    Objects allEmails() {
        return emails;
    }

    /** Whether the account is the principal's own: then nothing is hidden and nothing forbidden. */
    public boolean isOwn() {
        return shared == null;
    }

    /** What the principal may do in a mailbox of the snapshot. */
    public MailboxRights rights(long mailbox) {
        return shared == null ? MailboxRights.ALL : shared.getOrDefault(mailbox, MailboxRights.NONE);
    }

    /** What the principal may do in a mailbox that a transaction may have changed. */
    public MailboxRights rights(Row mailbox) {
        return shared == null
                ? MailboxRights.ALL
                : MailboxRights.shares(mailbox).getOrDefault(principal, MailboxRights.NONE);
    }

    /** Whether the mailbox exists, as far as the principal can see; when it does not exist at all, anything. */
    public boolean sees(long mailbox) {
        return shared == null || rights(mailbox).has(Right.MAY_READ_ITEMS);
    }

    /** Whether the mailbox exists, as far as the principal can see. */
    public boolean sees(ObjectId mailbox) {
        return mailboxes.ordinal(mailbox) >= 0 && sees(mailbox.number());
    }

    /** Whether an email with these memberships exists, as far as the principal can see. */
    public boolean seesEmail(Row email) {
        return email.get(OfEmail.MAILBOXES).stream().anyMatch(this::sees);
    }

    /** Whether the email exists, as far as the principal can see. */
    public boolean seesEmail(ObjectId email) {
        int ordinal = emails.ordinal(email);
        return ordinal >= 0
                && (shared == null
                        ? emails.visible(OfEmail.MAILBOXES).contains(ordinal)
                        : emails.get(OfEmail.MAILBOXES, ordinal).stream().anyMatch(this::sees));
    }

    /** Whether an email of the snapshot, by its ordinal, exists, as far as the principal can see. */
    boolean seesEmail(int email) {
        return emails.get(OfEmail.MAILBOXES, email).stream().anyMatch(this::sees);
    }

    private boolean sees(Member member) {
        return !member.deleted() && sees(member.container());
    }

    /** Those memberships of an email that the principal sees (RFC 8621 §4.1.1: not those that are marked deleted). */
    public List<Member> shown(Iterable<Member> members) {
        List<Member> seen = new ArrayList<>(2);
        for (Member member : members) {
            if (sees(member)) {
                seen.add(member);
            }
        }
        return seen;
    }

    /** The mailboxes that the principal sees. */
    public Ordinals mailboxes() {
        return shared == null
                ? mailboxes.all()
                : mailboxes.all().filter(ordinal -> sees(mailboxes.id(ordinal).number()));
    }

    /** The mailboxes that the principal sees, by id. */
    Set<ObjectId> mailboxIds() {
        Set<ObjectId> ids = new LinkedHashSet<>();
        mailboxes().forEach(ordinal -> ids.add(mailboxes.id(ordinal)));
        return ids;
    }

    /** All that the principal sees of a mailbox but its counts, for comparing; empty when it does not see it. */
    List<Object> face(ObjectId mailbox) {
        if (!sees(mailbox)) {
            return List.of();
        }
        Row row = mailboxes.row(mailboxes.ordinal(mailbox));
        MailboxRights rights = rights(mailbox.number());
        return List.of(
                row.get(OfMailbox.NAME),
                row.get(OfMailbox.ROLE),
                row.get(OfMailbox.SORT_ORDER),
                parent(row, number -> {
                    int ordinal = mailboxes.ordinal(Mail.MAILBOX.id(number));
                    return ordinal < 0 ? null : mailboxes.row(ordinal);
                }),
                row.get(OfMailbox.SUBSCRIBERS).contains(principal.toString()),
                rights,
                rights.has(Right.MAY_SHARE) ? MailboxRights.shares(row) : Map.of());
    }

    /**
     * The number of a mailbox's parent; of the nearest that the principal sees: what is above may not be shared. 0 at the top.
     *
     * @param rows of mailboxes by number, null where there is none
     */
    public long parent(Row mailbox, LongFunction<@Nullable Row> rows) {
        long parent = mailbox.get(OfMailbox.PARENT);
        for (int i = 0; parent != 0 && shared != null && i <= MailLimits.MAILBOX_DEPTH; i++) {
            Row there = rows.apply(parent);
            if (there == null) {
                return 0;
            }
            if (rights(there).has(Right.MAY_READ_ITEMS)) {
                return parent;
            }
            parent = there.get(OfMailbox.PARENT);
        }
        return parent;
    }

    /** The numbers of the mailboxes that the principal sees an email in; none when it does not see it. */
    Set<Long> mailboxesOf(ObjectId email) {
        int ordinal = emails.ordinal(email);
        Set<Long> numbers = new LinkedHashSet<>();
        if (ordinal >= 0) {
            shown(emails.get(OfEmail.MAILBOXES, ordinal)).forEach(member -> numbers.add(member.container()));
        }
        return numbers;
    }

    /** Whether an email of the snapshot counts as unread (RFC 8621 §2). */
    boolean isUnread(ObjectId email) {
        return Mail.isUnread(emails.get(OfEmail.KEYWORDS, emails.ordinal(email)));
    }

    /** The emails that the principal sees. */
    public Ordinals emails() {
        if (shared == null) {
            return emails.visible(OfEmail.MAILBOXES);
        }
        return shown().computeIfAbsent(new Shared(mailboxes, principal), _ -> readable(shared.keySet()));
    }

    private Map<Shared, Ordinals> shown() {
        synchronized (SHOWN) {
            WeakReference<Map<Shared, Ordinals>> reference = SHOWN.get(emails);
            Map<Shared, Ordinals> known = reference == null ? null : reference.get();
            if (known == null) {
                known = Collections.synchronizedMap(new HashMap<>());
                SHOWN.put(emails, new WeakReference<>(known));
            }
            return known;
        }
    }

    private Ordinals readable(Set<Long> some) {
        Ordinals readable = emails.all().filter(_ -> false);
        for (long mailbox : some) {
            if (sees(mailbox)) {
                readable = readable.or(emails.in(OfEmail.MAILBOXES, mailbox));
            }
        }
        return readable.filter(
                ordinal -> emails.get(OfEmail.MAILBOXES, ordinal).stream().anyMatch(this::sees));
    }

    /** The emails that the principal sees in a mailbox; none when it does not see the mailbox. */
    public Ordinals in(long mailbox) {
        return sees(mailbox)
                ? emails.in(OfEmail.MAILBOXES, mailbox).and(emails())
                : emails.all().filter(_ -> false);
    }

    /**
     * Whether the principal may do this in all of these mailboxes (RFC 8621 §2: maySetSeen, maySetKeywords).
     *
     * <p>Of those that it sees: a refusal because of another would tell that the email is in one.
     */
    public boolean mayInAll(Iterable<Member> members, Right right) {
        if (shared != null) {
            for (Member member : members) {
                if (sees(member) && !rights(member.container()).has(right)) {
                    return false;
                }
            }
        }
        return true;
    }
}
