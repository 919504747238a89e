package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.search.BaseSubject;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/**
 * What emails are sorted by that the snapshot does not have: read when asked for, and kept while there is memory to spare.
 *
 * <p>An email's header never changes and its id is never used again, so nothing kept here gets old.
 */
final class SortKeys {
    private static final int MOST_ACCOUNTS = 32;
    private static final int SLICE = 512;
    /** Characters by which emails are told apart: all emails' keys are in memory when they are sorted. */
    private static final int LONGEST_KEY = 250;

    /** In lower case. */
    record Keys(String from, String to, String subject) {
        Keys {
            from = cut(from);
            to = cut(to);
            subject = cut(subject);
        }

        private static String cut(String key) {
            return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY);
        }

        private static final Keys NONE = new Keys("", "", "");
    }

    private final Map<AccountId, SoftReference<Map<Long, Keys>>> accounts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountId, SoftReference<Map<Long, Keys>>> eldest) {
            return size() > MOST_ACCOUNTS;
        }
    };

    /** The keys by ordinal of {@code emails}; reading them may throw {@link UncheckedIOException}. */
    IntFunction<Keys> of(Account account, Objects emails) {
        Map<Long, Keys> known = known(account.id());
        return ordinal -> {
            Keys keys = known.get(emails.id(ordinal).number());
            return keys != null ? keys : load(account, emails, ordinal, known);
        };
    }

    /** Forgets all: in another store an id may be another email's. */
    void clear() {
        synchronized (accounts) {
            accounts.clear();
        }
    }

    private Map<Long, Keys> known(AccountId account) {
        synchronized (accounts) {
            SoftReference<Map<Long, Keys>> reference = accounts.get(account);
            Map<Long, Keys> known = reference == null ? null : reference.get();
            if (known == null) {
                known = new ConcurrentHashMap<>();
                accounts.put(account, new SoftReference<>(known));
            }
            return known;
        }
    }

    /** Reads the neighbours, too: whoever sorts wants them next. */
    private static Keys load(Account account, Objects emails, int ordinal, Map<Long, Keys> known) {
        List<ObjectId> ids = new ArrayList<>();
        int first = ordinal / SLICE * SLICE;
        for (int i = first; i < first + SLICE; i++) {
            if (emails.all().contains(i) && !known.containsKey(emails.id(i).number())) {
                ids.add(emails.id(i));
            }
        }
        try {
            List<byte @Nullable []> rows = account.bytes(ids);
            for (int i = 0; i < ids.size(); i++) {
                byte[] row = rows.get(i);
                known.put(ids.get(i).number(), row == null ? Keys.NONE : keys(StoredEmail.fromBytes(row)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return known.getOrDefault(emails.id(ordinal).number(), Keys.NONE);
    }

    private static Keys keys(StoredEmail email) {
        Header summary = email.message().summary();
        return new Keys(
                person(summary, "From"),
                person(summary, "To"),
                BaseSubject.of(email.message().subject().orElse(""))); // RFC 8621 §4.4.2
    }

    /** RFC 8621 §4.4.2: the name of the first address, or else the address. */
    private static String person(Header summary, String field) {
        List<EmailAddress> addresses =
                summary.last(field).map(HeaderField::addresses).orElse(List.of());
        if (addresses.isEmpty()) {
            return "";
        }
        String name = addresses.getFirst().name();
        return (name == null || name.isEmpty() ? addresses.getFirst().email() : name).toLowerCase(Locale.ROOT);
    }
}
