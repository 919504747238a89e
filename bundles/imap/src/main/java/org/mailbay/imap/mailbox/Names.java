package org.mailbay.imap.mailbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;

/**
 * The names of an account's mailboxes within it: paths with {@value #SEPARATOR} between parent and child, as Unicode (RFC 9051 §5.1).
 *
 * <p>Only those that the principal sees; a mailbox whose parent is hidden hangs from the nearest ancestor that is not. The one of role
 * inbox is {@value #INBOX}, whatever it is called elsewhere. Where two would have one name, or a name cannot be one here, the id is added:
 * nothing is hidden.
 */
public final class Names {
    public static final char SEPARATOR = '/';

    public static final String INBOX = "INBOX";

    private final NavigableMap<String, Long> byName;
    private final Map<Long, String> byNumber;
    private final Map<Long, List<Long>> children;

    private Names(NavigableMap<String, Long> byName, Map<Long, String> byNumber, Map<Long, List<Long>> children) {
        this.byName = byName;
        this.byNumber = byNumber;
        this.children = children;
    }

    /** As the principal sees them in {@code snapshot}. */
    public static Names of(MailAccount account, Snapshot snapshot) {
        Objects mailboxes = snapshot.objects(Mail.MAILBOX);
        Map<Long, Integer> seen = new LinkedHashMap<>();
        mailboxes.all().forEach(ordinal -> {
            long number = mailboxes.id(ordinal).number();
            if (account.isOwn() || account.rights(snapshot, number).has(Right.MAY_READ_ITEMS)) {
                seen.put(number, ordinal);
            }
        });
        Map<Long, List<Long>> children = new HashMap<>();
        seen.forEach(
                (number, ordinal) -> children.computeIfAbsent(parent(mailboxes, ordinal, seen), _ -> new ArrayList<>())
                        .add(number));
        NavigableMap<String, Long> byName = new TreeMap<>();
        Map<Long, String> byNumber = new HashMap<>();
        Tree tree = new Tree(mailboxes, seen, children, byName, byNumber);
        tree.name(0L, "", account.isOwn());
        return new Names(byName, byNumber, children);
    }

    private static long parent(Objects mailboxes, int ordinal, Map<Long, Integer> seen) {
        long parent = mailboxes.get(OfMailbox.PARENT, ordinal);
        for (int depth = 0; parent != 0 && depth < 100 && !seen.containsKey(parent); depth++) {
            int above = mailboxes.ordinal(Mail.MAILBOX.id(parent));
            parent = above < 0 ? 0 : mailboxes.get(OfMailbox.PARENT, above);
        }
        return seen.containsKey(parent) ? parent : 0;
    }

    private record Tree(
            Objects mailboxes,
            Map<Long, Integer> seen,
            Map<Long, List<Long>> children,
            NavigableMap<String, Long> byName,
            Map<Long, String> byNumber) {

        void name(long parent, String prefix, boolean isOwn) {
            for (long number : children.getOrDefault(parent, List.of())) {
                int ordinal = seen.get(number);
                String name = prefix + called(ordinal, parent, isOwn);
                if (byName.putIfAbsent(name, number) != null) {
                    name += " [" + mailboxes.id(ordinal) + "]";
                    byName.put(name, number);
                }
                byNumber.put(number, name);
                name(number, name + SEPARATOR, isOwn);
            }
        }

        private String called(int ordinal, long parent, boolean isOwn) {
            if (mailboxes.get(OfMailbox.ROLE, ordinal).equals("inbox")) {
                return INBOX;
            }
            String name = mailboxes.get(OfMailbox.NAME, ordinal);
            boolean isReserved = parent == 0
                    && (name.equalsIgnoreCase(INBOX)
                            || isOwn
                                    && name.toLowerCase(Locale.ROOT)
                                            .equals(Namespaces.OTHERS.toLowerCase(Locale.ROOT)));
            return isReserved || name.isEmpty() || name.indexOf(SEPARATOR) >= 0
                    ? name.replace(SEPARATOR, '_') + " [" + mailboxes.id(ordinal) + "]"
                    : name;
        }
    }

    /** The number of the mailbox with this name. */
    public Optional<Long> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The name of a mailbox; empty when the principal does not see it. */
    public Optional<String> name(long mailbox) {
        return Optional.ofNullable(byNumber.get(mailbox));
    }

    /** All mailboxes by name, in the order of names. */
    public NavigableMap<String, Long> all() {
        return Collections.unmodifiableNavigableMap(byName);
    }

    /** Whether a mailbox has children that the principal sees. */
    public boolean hasChildren(long mailbox) {
        return children.containsKey(mailbox);
    }
}
