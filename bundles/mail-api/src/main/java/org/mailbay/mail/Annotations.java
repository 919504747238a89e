package org.mailbay.mail;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.mailbay.mail.Mail.OfAnnotation;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;

/**
 * What is noted of an account's mailboxes (RFC 5464), as one principal knows it: values under names such as {@code /shared/comment}.
 *
 * <p>Each is an object of the account that has the mailbox: backups and exports have it, and it goes with the mailbox. Written by {@link
 * MailAccount#annotate}.
 */
public final class Annotations {
    /** Names of what all may know who may read the mailbox begin so. */
    public static final String SHARED = "/shared";

    /** Names of what only the user knows who noted it begin so. */
    public static final String PRIVATE = "/private";

    /** Bytes of a value, at most. */
    public static final int MAX_SIZE = 65_536;

    /** Characters of a name, at most. */
    public static final int MAX_NAME = 255;

    /**
     * One of them.
     *
     * @param name the whole of it, as it was set first
     * @param id of the object whose bytes are the value
     * @param size of the value in bytes
     */
    public record Entry(String name, ObjectId id, long size) {}

    private final Map<Long, NavigableMap<String, Entry>> byMailbox = new HashMap<>();

    private Annotations(Objects all, AccountId reader) {
        all.all().forEach(ordinal -> {
            if (all.get(OfAnnotation.SIZE, ordinal) > 0) {
                name(all, ordinal, reader)
                        .ifPresent(name -> byMailbox
                                .computeIfAbsent(all.get(OfAnnotation.MAILBOX, ordinal), _ -> new TreeMap<>())
                                .put(
                                        key(name),
                                        new Entry(name, all.id(ordinal), all.get(OfAnnotation.SIZE, ordinal) - 1)));
            }
        });
    }

    /** All of an account's that {@code reader} may know, if it may read the mailbox. */
    public static Annotations of(Snapshot snapshot, AccountId reader) {
        return new Annotations(snapshot.objects(Mail.ANNOTATION), reader);
    }

    /** The whole name of one; empty when it is not for {@code reader}. */
    public static Optional<String> name(Objects annotations, int ordinal, AccountId reader) {
        String user = annotations.get(OfAnnotation.USER, ordinal);
        String entry = annotations.get(OfAnnotation.ENTRY, ordinal);
        if (user.isEmpty()) {
            return Optional.of(SHARED + entry);
        }
        return user.equals(reader.toString()) ? Optional.of(PRIVATE + entry) : Optional.empty();
    }

    /** Names are the same in any case: RFC 5464 §3.2. */
    public static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Of a mailbox, or with 0 of the account's mail as a whole, by {@link #key}. */
    public NavigableMap<String, Entry> of(long mailbox) {
        return Collections.unmodifiableNavigableMap(byMailbox.getOrDefault(mailbox, new TreeMap<>()));
    }

    /** Whether who has these rights may read and write them: RFC 5464 §3.3. */
    public static boolean mayUse(MailboxRights rights) {
        return rights.hasAll("l") && rights.hasAny("rswip");
    }
}
