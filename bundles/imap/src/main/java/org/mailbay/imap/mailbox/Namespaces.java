package org.mailbay.imap.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.Mailroom;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;

/** Where the names of mailboxes begin (RFC 2342): the user's own at the top, those of others below {@value #OTHERS} and their address. */
public final class Namespaces {
    /** First part of the names of others' mailboxes. */
    public static final String OTHERS = "Other Users";

    private final Mailroom mailroom;
    private final Principal principal;

    public Namespaces(Mailroom mailroom, Principal principal) {
        this.mailroom = mailroom;
        this.principal = principal;
    }

    /**
     * An account with the names of its mailboxes.
     *
     * @param prefix what stands before the account's own names: empty, or with the separator at its end
     */
    public record Space(String prefix, MailAccount account, Snapshot snapshot, Names names) {
        static Space of(String prefix, MailAccount account) {
            Snapshot snapshot = account.account().snapshot();
            return new Space(prefix, account, snapshot, Names.of(account, snapshot));
        }

        /** A mailbox's whole name; empty when the principal does not see it. */
        public Optional<String> name(long mailbox) {
            return names.name(mailbox).map(name -> prefix + name);
        }
    }

    /**
     * A mailbox that exists, as far as the principal sees.
     *
     * @param number of its object
     */
    public record Place(Space space, long number) {
        /** Whether somebody is subscribed to it. */
        public boolean isSubscribed(Principal principal) {
            Objects mailboxes = space.snapshot().objects(Mail.MAILBOX);
            int ordinal = mailboxes.ordinal(Mail.MAILBOX.id(number));
            return space.account().isOwn()
                    ? mailboxes.get(OfMailbox.SUBSCRIBED, ordinal) == 1
                    : mailboxes
                            .get(OfMailbox.SUBSCRIBERS, ordinal)
                            .contains(principal.account().toString());
        }

        /** The mail that it is in. */
        public MailAccount account() {
            return space.account();
        }
    }

    /**
     * Where a name points that may have no mailbox.
     *
     * @param path within the account; empty for the account itself
     */
    public record Target(Space space, String path) {
        /** The mailbox of this name. */
        public Optional<Place> place() {
            return space.names().find(path).map(number -> new Place(space, number));
        }
    }

    /** The user's own mailboxes. */
    public Space own() throws IOException {
        return Space.of(
                "",
                mailroom.open(principal, principal.account())
                        .orElseThrow(() -> new IOException("the account of " + principal.address() + " is missing")));
    }

    /** The accounts of others that share something with the user. */
    public List<Space> others() throws IOException {
        List<Space> spaces = new ArrayList<>();
        for (Mailroom.Owner owner : mailroom.shared(principal)) {
            mailroom.open(principal, owner.account())
                    .ifPresent(account -> spaces.add(Space.of(prefix(owner), account)));
        }
        return spaces;
    }

    private static String prefix(Mailroom.Owner owner) {
        return OTHERS + Names.SEPARATOR + owner.address() + Names.SEPARATOR;
    }

    /** Where a name points; empty below {@value #OTHERS} where nobody of that name shares anything with the user. */
    public Optional<Target> target(String name) throws IOException {
        if (!name.startsWith(OTHERS + Names.SEPARATOR)) {
            return name.equals(OTHERS) ? Optional.empty() : Optional.of(new Target(own(), name));
        }
        int begin = OTHERS.length() + 1;
        int end = name.indexOf(
                Names.SEPARATOR, Math.max(begin, name.indexOf('@', begin))); // a local part may have the separator
        Optional<Mailroom.Owner> owner =
                end < 0 ? Optional.empty() : mailroom.shared(principal, name.substring(begin, end));
        return owner.isEmpty()
                ? Optional.empty()
                : mailroom.open(principal, owner.get().account())
                        .map(account -> new Target(Space.of(prefix(owner.get()), account), name.substring(end + 1)));
    }

    /** The mailbox of this name; empty when there is none, as far as the user sees. */
    public Optional<Place> find(String name) throws IOException {
        return target(name).flatMap(Target::place);
    }
}
