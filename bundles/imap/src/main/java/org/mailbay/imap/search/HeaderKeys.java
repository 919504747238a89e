package org.mailbay.imap.search;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.AddressGroup;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/**
 * What of headers messages are sorted and threaded by: read when asked for, and kept while there is memory to spare. Any thread.
 *
 * <p>An email's header never changes and its id is never used again, so nothing kept here gets old.
 */
public final class HeaderKeys {
    private static final int SLICE = 500;
    private static final int SHIFT = 9;

    /** What is kept of one kind, by the numbers of emails: pieces of {@code 1 << SHIFT}. */
    private static final class Kept<T> {
        private final Map<Long, @Nullable Object[]> pieces = new ConcurrentHashMap<>();

        @SuppressWarnings("unchecked") // only this class puts anything in
        @Nullable
        T get(long number) {
            @Nullable Object[] piece = pieces.get(number >>> SHIFT);
            return piece == null ? null : (T) piece[(int) number & (1 << SHIFT) - 1];
        }

        void put(long number, T value) {
            pieces.computeIfAbsent(number >>> SHIFT, _ -> new Object[1 << SHIFT])[(int) number & (1 << SHIFT) - 1] =
                    value;
        }
    }

    /** What is kept of an account. */
    private static final class OfAccount {
        private final Map<SortKey.Criterion, Kept<String>> texts = new ConcurrentHashMap<>();
        private final Kept<Ties> ties = new Kept<>();
    }

    /**
     * What ties a message to others (RFC 5256 §3).
     *
     * @param id its own id; null when it has none
     * @param references the ids of those before it in its thread, the oldest first
     */
    record Ties(@Nullable String id, List<String> references, BaseSubject subject) {
        private static final int MOST_REFERENCES = 200;
        private static final Ties NONE = new Ties(null, List.of(), new BaseSubject("", false));

        private static Ties of(Header summary) {
            List<String> references = ids(summary, "References");
            if (references.isEmpty()) {
                references = ids(summary, "In-Reply-To").stream().limit(1).toList();
            }
            int surplus = Math.max(0, references.size() - MOST_REFERENCES);
            return new Ties(
                    ids(summary, "Message-ID").stream().findFirst().orElse(null),
                    List.copyOf(references.subList(surplus, references.size())),
                    baseSubject(summary));
        }

        private static List<String> ids(Header summary, String field) {
            return summary.last(field).flatMap(HeaderField::messageIds).orElse(List.of());
        }
    }

    private final Map<Account, SoftReference<OfAccount>> accounts = new WeakHashMap<>();

    private OfAccount of(Account account) {
        synchronized (accounts) {
            SoftReference<OfAccount> reference = accounts.get(account);
            OfAccount kept = reference == null ? null : reference.get();
            if (kept == null) {
                kept = new OfAccount();
                accounts.put(account, new SoftReference<>(kept));
            }
            return kept;
        }
    }

    /** By what the messages at these positions are sorted, in their order. */
    String[] texts(Scope scope, int[] positions, SortKey.Criterion criterion) throws IOException {
        Kept<String> kept = of(scope.account()).texts.computeIfAbsent(criterion, _ -> new Kept<>());
        return fill(
                scope,
                positions,
                kept,
                new String[positions.length],
                email -> text(criterion, email.message().summary()),
                "");
    }

    /** What ties the messages at these positions to others, in their order. */
    Ties[] ties(Scope scope, int[] positions) throws IOException {
        return fill(
                scope,
                positions,
                of(scope.account()).ties,
                new Ties[positions.length],
                email -> Ties.of(email.message().summary()),
                Ties.NONE);
    }

    private static <T> T[] fill(
            Scope scope, int[] positions, Kept<T> kept, T[] values, Function<StoredEmail, T> make, T none)
            throws IOException {
        Objects emails = scope.snapshot().objects(Mail.EMAIL);
        List<ObjectId> ids = new ArrayList<>();
        int[] missing = new int[SLICE];
        for (int i = 0; i < positions.length; i++) {
            ObjectId id = emails.id(scope.ordinals()[positions[i]]);
            T known = kept.get(id.number());
            if (known != null) {
                values[i] = known;
                continue;
            }
            missing[ids.size()] = i;
            ids.add(id);
            if (ids.size() == SLICE) {
                read(scope.account(), ids, missing, kept, values, make, none);
            }
        }
        read(scope.account(), ids, missing, kept, values, make, none);
        return values;
    }

    private static <T> void read(
            Account account,
            List<ObjectId> ids,
            int[] missing,
            Kept<T> kept,
            T[] values,
            Function<StoredEmail, T> make,
            T none)
            throws IOException {
        if (ids.isEmpty()) {
            return;
        }
        List<byte @Nullable []> rows = account.bytes(ids);
        for (int i = 0; i < rows.size(); i++) {
            byte[] row = rows.get(i);
            T value = row == null ? none : make.apply(StoredEmail.fromBytes(row));
            kept.put(ids.get(i).number(), value);
            values[missing[i]] = value;
        }
        ids.clear();
    }

    private static String text(SortKey.Criterion criterion, Header summary) {
        return switch (criterion) {
            case FROM -> mailbox(summary, "From");
            case TO -> mailbox(summary, "To");
            case CC -> mailbox(summary, "Cc");
            case DISPLAYFROM -> display(summary, "From");
            case DISPLAYTO -> display(summary, "To");
            case SUBJECT -> baseSubject(summary).key();
            case ARRIVAL, DATE, RELEVANCY, SIZE -> "";
        };
    }

    private static BaseSubject baseSubject(Header summary) {
        return BaseSubject.of(summary.last("Subject").map(HeaderField::text).orElse(""));
    }

    /** RFC 5256 §3: addr-mailbox of the first address, which is its name where that begins a group. */
    private static String mailbox(Header summary, String field) {
        List<AddressGroup> groups = groups(summary, field);
        if (groups.isEmpty()) {
            return "";
        }
        String group = groups.getFirst().name();
        if (group != null || groups.getFirst().addresses().isEmpty()) {
            return Casemap.key(group == null ? "" : group);
        }
        String email = groups.getFirst().addresses().getFirst().email();
        int at = email.lastIndexOf('@');
        return Casemap.key(at < 0 ? email : email.substring(0, at));
    }

    /** RFC 5957 §3: the name that is shown of the first address, or else the address. */
    private static String display(Header summary, String field) {
        List<AddressGroup> groups = groups(summary, field);
        if (groups.isEmpty()) {
            return "";
        }
        String group = groups.getFirst().name();
        if (group != null || groups.getFirst().addresses().isEmpty()) {
            return Casemap.key(group == null ? "" : group);
        }
        EmailAddress first = groups.getFirst().addresses().getFirst();
        return Casemap.key(
                first.name() == null || first.name().isEmpty() ? first.email() : String.valueOf(first.name()));
    }

    private static List<AddressGroup> groups(Header summary, String field) {
        return summary.last(field).map(HeaderField::groupedAddresses).orElse(List.of());
    }
}
