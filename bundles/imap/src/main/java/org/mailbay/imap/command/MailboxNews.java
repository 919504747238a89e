package org.mailbay.imap.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.command.Notifications.Key;
import org.mailbay.imap.command.Notifications.Known;
import org.mailbay.imap.command.NotifyGroups.Event;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Names;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Objects;

/**
 * Tells of mailboxes that came, went, were renamed or are subscribed otherwise (RFC 5465 §5.4, §5.5).
 *
 * @param before what the client knows
 * @param now what there is to be told of
 * @param names all that the user sees
 * @param elsewhere the name that a mailbox has now, to be told of or not; empty when the user does not see it
 */
record MailboxNews(
        Turn turn,
        Map<Key, Known> before,
        Map<Key, Known> now,
        Map<Key, Place> places,
        Set<String> names,
        Function<Key, Optional<String>> elsewhere) {
    void tell() {
        Set<String> parents = new HashSet<>();
        Set<String> told = new HashSet<>();
        before.forEach((key, was) -> {
            if (!now.containsKey(key)) {
                left(key, was, parents, told);
            }
        });
        Map<String, String> renamed = renamed();
        now.forEach((key, is) -> changed(key, is, renamed, parents, told));
        now.forEach((key, is) -> { // RFC 5465 §5.4: a mailbox's parent is affected
            if (parents.contains(is.name()) && is.events().contains(Event.MAILBOX_NAME) && told.add(is.name())) {
                list(key, is, null);
            }
        });
    }

    /** It is not to be told of any more: gone, called otherwise, or not subscribed. */
    private void left(Key key, Known was, Set<String> parents, Set<String> told) {
        Optional<String> name = elsewhere.apply(key);
        Out out = turn.out();
        if (was.events().contains(Event.MAILBOX_NAME) && name.isEmpty()) {
            parents.add(parent(was.name()));
            if (!names.contains(was.name()) && told.add(was.name())) {
                out.raw("* LIST (\\NonExistent) \"/\" ").mailbox(was.name()).crlf();
            }
        } else if (was.events().contains(Event.MAILBOX_NAME)
                && !name.orElseThrow().equals(was.name())) {
            out.raw("* LIST () \"/\" ").mailbox(name.orElseThrow());
            oldName(out, was.name());
        } else if (was.events().contains(Event.SUBSCRIPTION_CHANGE) && was.isSubscribed() && name.isPresent()) {
            out.raw("* LIST () \"/\" ").mailbox(was.name()).crlf();
        }
    }

    private void changed(Key key, Known is, Map<String, String> renamed, Set<String> parents, Set<String> told) {
        Known was = before.get(key);
        boolean tellsNames = is.events().contains(Event.MAILBOX_NAME);
        boolean isOtherwise = is.isSubscribed() != (was != null && was.isSubscribed());
        if (was == null && tellsNames) {
            parents.add(parent(is.name()));
            told.add(is.name());
            list(key, is, null);
        } else if (was != null && tellsNames && !was.name().equals(is.name()) && !follows(was, is, renamed)) {
            told.add(is.name());
            list(key, is, was.name());
        } else if (isOtherwise && is.events().contains(Event.SUBSCRIPTION_CHANGE)) {
            told.add(is.name());
            list(key, is, null);
        }
    }

    private Map<String, String> renamed() {
        Map<String, String> renamed = new HashMap<>();
        now.forEach((key, is) -> {
            Known was = before.get(key);
            if (was != null && !was.name().equals(is.name())) {
                renamed.put(was.name(), is.name());
            }
        });
        return renamed;
    }

    /** Whether it is called otherwise only because one above it is: RFC 5465 §5.4. */
    private static boolean follows(Known was, Known is, Map<String, String> renamed) {
        for (String above = parent(was.name()); !above.isEmpty(); above = parent(above)) {
            String to = renamed.get(above);
            if (to != null && is.name().equals(to + was.name().substring(above.length()))) {
                return true;
            }
        }
        return false;
    }

    private static String parent(String name) {
        int end = name.lastIndexOf(Names.SEPARATOR);
        return end < 0 ? "" : name.substring(0, end);
    }

    private void list(Key key, Known is, @Nullable String oldName) {
        Place place = java.util.Objects.requireNonNull(places.get(key));
        List<String> attributes = new ArrayList<>();
        if (is.isSubscribed()) {
            attributes.add("\\Subscribed");
        }
        attributes.add(place.space().names().hasChildren(key.mailbox()) ? "\\HasChildren" : "\\HasNoChildren");
        if (place.account().isOwn()) {
            Objects mailboxes = place.space().snapshot().objects(Mail.MAILBOX);
            SpecialUse.attribute(mailboxes.get(OfMailbox.ROLE, mailboxes.ordinal(Mail.MAILBOX.id(key.mailbox()))))
                    .ifPresent(attributes::add);
        }
        Out out = turn.out()
                .raw("* LIST (")
                .raw(String.join(" ", attributes))
                .raw(") \"/\" ")
                .mailbox(is.name());
        if (oldName == null) {
            out.crlf();
        } else {
            oldName(out, oldName);
        }
    }

    private static void oldName(Out out, String name) {
        out.raw(" (\"OLDNAME\" (").mailbox(name).raw("))").crlf(); // RFC 5465 §5.4
    }
}
