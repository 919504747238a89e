package org.mailbay.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.mailbay.imap.mailbox.Namespaces;
import org.mailbay.imap.mailbox.Namespaces.Space;
import org.mailbay.mail.Annotations;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfAnnotation;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/** Tells a client of what others noted of mailboxes (RFC 5464 §4.4.2). One thread at a time. */
public final class AnnotationNews {
    private static final int MOST_CHANGES = 1_000;

    /** Accounts, and the change that the client was told up to; empty unless it enabled METADATA. */
    private Map<AccountId, Long> told = Map.of();

    /** Its own changes since it was told. */
    private Set<Change> own = Set.of();

    private record Change(AccountId account, long modSeq) {}

    /** The client changed something itself, of which it is not told (RFC 5464 §4.3). */
    public void changed(AccountId account, long modSeq) {
        own = new HashSet<>(own);
        own.add(new Change(account, modSeq));
    }

    /** All was told that there was to tell. */
    void settle() {
        own = Set.of();
    }

    /** It tells of all mailboxes from now on. */
    public void begin(Turn turn) throws IOException {
        Map<AccountId, Long> now = new HashMap<>();
        for (Space space : spaces(turn)) {
            now.put(space.account().account().id(), space.snapshot().modSeq());
        }
        told = now;
    }

    /** Nobody is logged in any more. */
    void clear() {
        told = Map.of();
        own = Set.of();
    }

    /** How far the client was told, by account. */
    public Map<AccountId, Long> told() {
        return told;
    }

    /** Goes on from another revision's {@link #told}. */
    public void resume(Map<AccountId, Long> before) {
        told = new HashMap<>(before);
    }

    /** Tells of all mailboxes what is new. */
    void tell(Turn turn) throws IOException {
        Map<AccountId, Long> now = new HashMap<>();
        for (Space space : spaces(turn)) {
            AccountId account = space.account().account().id();
            Long since = told.get(account);
            if (since != null
                    && since < space.snapshot().objects(Mail.ANNOTATION).state()) {
                tell(turn, space, since, _ -> true);
            }
            now.put(account, space.snapshot().modSeq());
        }
        told = now;
    }

    private static List<Space> spaces(Turn turn) throws IOException {
        Namespaces namespaces = turn.namespaces();
        List<Space> spaces = new ArrayList<>(List.of(namespaces.own()));
        spaces.addAll(namespaces.others());
        return spaces;
    }

    /**
     * Tells of one account's mailboxes what is new.
     *
     * @param since the change that the client was told up to
     * @param wanted which mailboxes, by number; 0 for the server
     */
    public void tell(Turn turn, Space space, long since, LongPredicate wanted) throws IOException {
        Objects annotations = space.snapshot().objects(Mail.ANNOTATION);
        AccountId account = space.account().account().id();
        Map<Long, List<String>> names = new LinkedHashMap<>();
        for (ObjectId id : changed(space, annotations, since)) {
            int ordinal = annotations.ordinal(id);
            if (ordinal >= 0 && !own.contains(new Change(account, annotations.modSeq(ordinal)))) {
                long mailbox = annotations.get(OfAnnotation.MAILBOX, ordinal);
                Annotations.name(annotations, ordinal, turn.client().principal().account())
                        .filter(_ -> wanted.test(mailbox))
                        .ifPresent(name -> names.computeIfAbsent(mailbox, _ -> new ArrayList<>())
                                .add(name));
            }
        }
        names.forEach((mailbox, entries) -> {
            if (mailbox == 0) {
                write(turn, "", entries);
            } else if (Annotations.mayUse(space.account().rights(space.snapshot(), mailbox))) {
                space.name(mailbox).ifPresent(name -> write(turn, name, entries));
            }
        });
    }

    private static List<ObjectId> changed(Space space, Objects annotations, long since) throws IOException {
        List<ObjectId> ids = new ArrayList<>();
        if (space.account().account().changes(Mail.ANNOTATION, since, MOST_CHANGES) instanceof Changes.Since changes
                && !changes.hasMore()) {
            ids.addAll(changes.created());
            ids.addAll(changes.updated());
        } else {
            annotations
                    .all()
                    .forEach(
                            ordinal -> { // the log does not say: rather too much than too little
                                if (annotations.modSeq(ordinal) > since) {
                                    ids.add(annotations.id(ordinal));
                                }
                            });
        }
        return ids;
    }

    private static void write(Turn turn, String mailbox, List<String> entries) {
        turn.out().raw("* METADATA ").mailbox(mailbox);
        entries.forEach(entry -> turn.out().space().astring(entry));
        turn.out().crlf();
    }
}
