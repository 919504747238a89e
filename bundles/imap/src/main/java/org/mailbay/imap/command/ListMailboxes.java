package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Names;
import org.mailbay.imap.mailbox.Namespaces;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.Namespaces.Space;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Annotations;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Objects;

/** LIST (RFC 9051 §6.3.9) with all that may be asked of it, and LSUB (RFC 3501 §6.3.9). */
record ListMailboxes(boolean isLsub) implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        ListOptions options = ListOptions.read(turn.input());
        String word = isLsub ? "LSUB" : "LIST";
        if (isLsub && options.isExtended()) {
            throw new Malformed("LSUB has no options");
        }
        if (options.patterns().isEmpty()) {
            turn.out().raw("* ").raw(word).raw(" (\\Noselect) \"/\" \"\"").crlf(); // RFC 9051 §6.3.9
            return Done.ok(word + " completed");
        }
        Namespaces namespaces = turn.namespaces();
        list(turn, options, namespaces.own());
        List<Space> others = namespaces.others();
        if (!others.isEmpty()) {
            above(turn, options, Namespaces.OTHERS);
            for (Space other : others) {
                above(turn, options, other.prefix().substring(0, other.prefix().length() - 1));
                list(turn, options, other);
            }
        }
        if (isLsub || options.selects("SUBSCRIBED") && !options.selects("SPECIAL-USE")) {
            for (String gone : turn.subscriptions().gone()) {
                if (options.matches(gone) && namespaces.find(gone).isEmpty()) {
                    turn.out()
                            .raw(isLsub ? "* LSUB () \"/\" " : "* LIST (\\Subscribed \\NonExistent) \"/\" ")
                            .mailbox(gone)
                            .crlf();
                }
            }
        }
        if (options.status() != null && options.status().has("HIGHESTMODSEQ")) {
            turn.enableCondstore();
        }
        return Done.ok(word + " completed");
    }

    /** A name that is there only because there are mailboxes below it. */
    private void above(Turn turn, ListOptions options, String name) {
        if (!isLsub && options.selection().isEmpty() && options.matches(name)) {
            turn.out()
                    .raw("* LIST (\\NonExistent \\Noselect \\HasChildren) \"/\" ")
                    .mailbox(name)
                    .crlf();
        }
    }

    private void list(Turn turn, ListOptions options, Space space) throws IOException {
        Listing listing = new Listing(
                turn,
                options,
                space,
                Noted.OfSpace.of(space, turn.client().principal().account()));
        for (Map.Entry<String, Long> mailbox : space.names().all().entrySet()) {
            String name = space.prefix() + mailbox.getKey();
            if (!options.matches(name)) {
                continue;
            }
            Place place = new Place(space, mailbox.getValue());
            if (isLsub) {
                listing.lsub(name, place);
            } else {
                listing.list(name, place);
            }
        }
    }

    /** Writes the mailboxes of one account. */
    private record Listing(Turn turn, ListOptions options, Space space, Noted.OfSpace noted) {
        private Objects mailboxes() {
            return space.snapshot().objects(Mail.MAILBOX);
        }

        private boolean isSubscribed(long mailbox) {
            return new Place(space, mailbox).isSubscribed(turn.client().principal());
        }

        private String use(long mailbox) {
            Objects mailboxes = mailboxes();
            String role = mailboxes.get(OfMailbox.ROLE, mailboxes.ordinal(Mail.MAILBOX.id(mailbox)));
            return space.account().isOwn() ? SpecialUse.attribute(role).orElse("") : "";
        }

        void list(String name, Place place) throws IOException {
            long mailbox = place.number();
            boolean isSelected = (!options.selects("SUBSCRIBED") || isSubscribed(mailbox))
                    && (!options.selects("SPECIAL-USE") || !use(mailbox).isEmpty());
            boolean hasSelectedBelow = options.selects("RECURSIVEMATCH") && hasBelow(place);
            if (!isSelected && !hasSelectedBelow) {
                return;
            }
            List<String> attributes = new ArrayList<>();
            if (options.returns("SUBSCRIBED") && isSubscribed(mailbox)) {
                attributes.add("\\Subscribed");
            }
            attributes.add(space.names().hasChildren(mailbox) ? "\\HasChildren" : "\\HasNoChildren"); // RFC 3348
            if (!use(mailbox).isEmpty()) {
                attributes.add(use(mailbox)); // RFC 6154 §2: may be told unasked
            }
            Out out = turn.out()
                    .raw("* LIST (")
                    .raw(String.join(" ", attributes))
                    .raw(") \"/\" ")
                    .mailbox(name);
            if (hasSelectedBelow) {
                out.raw(" (\"CHILDINFO\" (\"SUBSCRIBED\"))"); // RFC 5258 §3.5
            }
            out.crlf();
            if (options.returns("MYRIGHTS")) {
                out.raw("* MYRIGHTS ")
                        .mailbox(name)
                        .space()
                        .astring(AclRights.shown(space.account().rights(space.snapshot(), mailbox)))
                        .crlf(); // RFC 8440
            }
            StatusItems status = options.status();
            if (status != null) {
                status.write(turn.client(), out, name, place); // RFC 5819
            }
            if (!options.metadata().isEmpty()
                    && Annotations.mayUse(space.account().rights(space.snapshot(), mailbox))) {
                metadata(name, noted.mailbox(mailbox)); // RFC 9590 §4
            }
        }

        private void metadata(String name, Noted of) throws IOException {
            Map<String, Noted.@Nullable Value> wanted = new LinkedHashMap<>();
            options.metadata().forEach(entry -> wanted.put(entry, of.value(entry)));
            of.write(turn.out(), name, wanted);
        }

        /** Whether a mailbox below, that no pattern matches, would be selected. */
        private boolean hasBelow(Place place) {
            String prefix = space.names().name(place.number()).orElseThrow() + Names.SEPARATOR;
            return space.names().all().tailMap(prefix).entrySet().stream()
                    .takeWhile(below -> below.getKey().startsWith(prefix))
                    .filter(below -> !options.matches(space.prefix() + below.getKey()))
                    .anyMatch(below -> options.selects("SUBSCRIBED") && isSubscribed(below.getValue()));
        }

        void lsub(String name, Place place) {
            if (isSubscribed(place.number())) {
                turn.out().raw("* LSUB () \"/\" ").mailbox(name).crlf();
            } else if (hasSubscribedBelow(place)) {
                turn.out().raw("* LSUB (\\Noselect) \"/\" ").mailbox(name).crlf(); // RFC 3501 §6.3.9
            }
        }

        /** Whether one below is subscribed that no pattern matches. */
        private boolean hasSubscribedBelow(Place place) {
            String prefix = space.names().name(place.number()).orElseThrow() + Names.SEPARATOR;
            return space.names().all().tailMap(prefix).entrySet().stream()
                    .takeWhile(below -> below.getKey().startsWith(prefix))
                    .anyMatch(below ->
                            isSubscribed(below.getValue()) && !options.matches(space.prefix() + below.getKey()));
        }
    }
}
