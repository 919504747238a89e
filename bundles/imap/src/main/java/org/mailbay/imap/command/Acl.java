package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.sasl.Saslprep;
import org.mailbay.store.AccountId;
import org.mailbay.store.Objects;
import org.mailbay.swap.Swappable.Lease;

/**
 * SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS (RFC 4314): who may do what in a mailbox.
 *
 * <p>Identifiers are the addresses of users of the same tenant. All but MYRIGHTS take the right {@code a}, and who may not see the mailbox
 * does not learn that it is there.
 */
record Acl(Verb verb) implements Command {
    /** Each with its arguments behind the mailbox. */
    enum Verb {
        SETACL,
        DELETEACL,
        GETACL,
        LISTRIGHTS,
        MYRIGHTS;

        boolean hasIdentifier() {
            return this == SETACL || this == DELETEACL || this == LISTRIGHTS;
        }
    }

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        Input input = turn.input();
        input.space();
        String name = input.mailbox();
        String identifier = verb.hasIdentifier() ? argument(input) : "";
        String prepared = verb.hasIdentifier() ? prepared(identifier) : "";
        AclRights.Change change = verb == Verb.SETACL ? AclRights.Change.of(argument(input)) : null;
        input.end();
        Place place = turn.find(name);
        MailboxRights own = place.account().rights(place.space().snapshot(), place.number());
        if (verb != Verb.MYRIGHTS && !own.has(Right.MAY_SHARE)) {
            throw new Refused("NOPERM", "That takes the right a"); // RFC 4314 §4
        }
        Out out = turn.out();
        switch (verb) {
            case SETACL, DELETEACL -> set(turn.client(), place, prepared, change);
            case GETACL -> get(turn.client(), out.raw("* ACL ").mailbox(name), place);
            case LISTRIGHTS -> {
                boolean isOwner = user(turn.client(), prepared)
                        .account()
                        .equals(place.account().account().id());
                out.raw("* LISTRIGHTS ").mailbox(name).space().astring(identifier); // RFC 4314 §3.4: as it came
                out.raw(isOwner ? " lrswipkxteacd" : " \"\" l r s w i p k x t e a c d")
                        .crlf();
            }
            case MYRIGHTS ->
                out.raw("* MYRIGHTS ")
                        .mailbox(name)
                        .space()
                        .astring(AclRights.shown(own))
                        .crlf();
        }
        return Done.ok(verb + " completed");
    }

    private static String argument(Input input) throws Malformed {
        input.space();
        return input.astring();
    }

    // RFC 4314 §3: what cannot be prepared is BAD
    private static String prepared(String identifier) throws Malformed {
        return Saslprep.prepare(identifier).orElseThrow(() -> new Malformed("no identifier"));
    }

    private static Principal user(Client client, String identifier) throws Refused, IOException {
        if (identifier.startsWith("-")) {
            throw new Refused("CANNOT", "There are no negative rights here"); // RFC 4314 §2
        }
        if (identifier.equals("anyone")) {
            throw new Refused("CANNOT", "Mailboxes are shared with users, one by one");
        }
        try (Lease<Directory> directory =
                client.services().directory().acquire(client.services().limits().patience())) {
            return directory
                    .service()
                    .principal(identifier)
                    .filter(user -> user.tenant().equals(client.principal().tenant()))
                    .orElseThrow(() -> new Refused("CANNOT", "No such user"));
        }
    }

    /** @param change null to take all away */
    private static void set(Client client, Place place, String identifier, AclRights.@Nullable Change change)
            throws MailRefusal, Refused, IOException {
        Principal user = user(client, identifier);
        MailboxRights before = shares(place).getOrDefault(user.account(), MailboxRights.NONE);
        boolean isOwner = user.account().equals(place.account().account().id());
        MailboxRights after =
                change == null ? MailboxRights.NONE : change.applied(isOwner ? MailboxRights.ALL : before);
        if (!isOwner) {
            place.account().share(place.number(), user.account(), after);
        } else if (!after.equals(MailboxRights.ALL)) {
            throw new Refused("CANNOT", "The owner has all rights, always");
        }
    }

    private static Map<AccountId, MailboxRights> shares(Place place) {
        Objects mailboxes = place.space().snapshot().objects(Mail.MAILBOX);
        int ordinal = mailboxes.ordinal(Mail.MAILBOX.id(place.number()));
        return ordinal < 0 ? Map.of() : MailboxRights.shares(mailboxes.get(OfMailbox.SHARES, ordinal));
    }

    /** Who may do what: the owner first, then the others by address. */
    private static void get(Client client, Out out, Place place) throws IOException {
        AccountId owner = place.account().account().id();
        Map<AccountId, MailboxRights> shares = shares(place);
        List<Principal> users;
        try (Lease<Directory> directory =
                client.services().directory().acquire(client.services().limits().patience())) {
            users = directory.service().principals().stream()
                    .filter(user -> user.account().equals(owner) || shares.containsKey(user.account()))
                    .sorted(Comparator.comparing(
                                    (Principal user) -> !user.account().equals(owner))
                            .thenComparing(Principal::address))
                    .toList();
        }
        for (Principal user : users) {
            MailboxRights rights = Optional.ofNullable(shares.get(user.account()))
                    .filter(_ -> !user.account().equals(owner))
                    .orElse(MailboxRights.ALL);
            out.space().astring(user.address()).space().astring(AclRights.shown(rights));
        }
        out.crlf();
    }
}
