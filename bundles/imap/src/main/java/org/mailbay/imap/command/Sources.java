package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Names;
import org.mailbay.imap.mailbox.Namespaces;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.Namespaces.Space;
import org.mailbay.imap.session.Selected;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.AccountId;
import org.mailbay.store.Objects;

/**
 * Which mailboxes a client means (RFC 7377 §2.2, whose words RFC 5465 §6 explains). Those that there are not, or that it may not read, are
 * left out: nobody learns which.
 */
record Sources(List<Filter> filters) {
    private static final int MAX_NAMES = 1_000;

    /** The mailbox that is selected. */
    static final Sources SELECTED = new Sources(List.of(new Filter(Kind.SELECTED, List.of())));

    enum Kind {
        SELECTED,
        INBOXES,
        PERSONAL,
        SUBSCRIBED,
        SUBTREE,
        SUBTREE_ONE,
        MAILBOXES
    }

    record Filter(Kind kind, List<String> names) {}

    /** Reads {@code IN (…)} and the space behind it, if that is next. */
    static Sources read(Input in) throws Malformed {
        if (!in.skipWord("IN")) {
            return SELECTED;
        }
        in.space();
        in.expect('(');
        List<Filter> filters = new ArrayList<>();
        do {
            filters.add(filter(in));
        } while (in.skip(' '));
        in.expect(')');
        in.space();
        return new Sources(filters);
    }

    static Filter filter(Input in) throws Malformed {
        String word = in.word();
        return switch (word) {
            case "SELECTED", "SELECTED-DELAYED" -> new Filter(Kind.SELECTED, List.of());
            case "INBOXES" -> new Filter(Kind.INBOXES, List.of());
            case "PERSONAL" -> new Filter(Kind.PERSONAL, List.of());
            case "SUBSCRIBED" -> new Filter(Kind.SUBSCRIBED, List.of());
            case "SUBTREE" -> new Filter(Kind.SUBTREE, names(in));
            case "SUBTREE-ONE" -> new Filter(Kind.SUBTREE_ONE, names(in));
            case "MAILBOXES" -> new Filter(Kind.MAILBOXES, names(in));
            default -> throw new Malformed("unknown source of mailboxes " + word);
        };
    }

    private static List<String> names(Input in) throws Malformed {
        in.space();
        if (!in.skip('(')) {
            return List.of(in.mailbox());
        }
        List<String> names = new ArrayList<>();
        do {
            if (names.size() == MAX_NAMES) {
                throw new Malformed("more than " + MAX_NAMES + " names of mailboxes");
            }
            names.add(in.mailbox());
        } while (in.skip(' '));
        in.expect(')');
        return names;
    }

    /** Whether it is the selected mailbox and no other. */
    boolean isSelected() {
        return filters.stream().allMatch(filter -> filter.kind() == Kind.SELECTED);
    }

    /** A mailbox with its name. */
    record Named(String name, Place place) {}

    private record Id(AccountId account, long mailbox) {}

    /** Each mailbox once. */
    List<Named> resolve(Namespaces namespaces, AccountId user, @Nullable Selected selected) throws IOException {
        List<Space> spaces = new ArrayList<>(List.of(namespaces.own()));
        spaces.addAll(namespaces.others());
        for (Filter filter : filters) {
            for (String name : filter.names()) {
                addNamed(namespaces, name, spaces);
            }
        }
        Map<Id, Named> found = new LinkedHashMap<>();
        for (Filter filter : filters) {
            for (Space space : spaces) {
                for (Map.Entry<String, Long> mailbox : space.names().all().entrySet()) {
                    Named named = new Named(space.prefix() + mailbox.getKey(), new Place(space, mailbox.getValue()));
                    if (fits(filter, named, user, selected)) {
                        found.putIfAbsent(new Id(space.account().account().id(), mailbox.getValue()), named);
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    /** What is named is there also when it was shared a moment ago, and is not among the others yet. */
    private static void addNamed(Namespaces namespaces, String name, List<Space> spaces) throws IOException {
        if (spaces.stream().anyMatch(space -> !space.account().isOwn() && name.startsWith(space.prefix()))) {
            return;
        }
        namespaces
                .target(name)
                .map(Namespaces.Target::space)
                .filter(space -> !space.account().isOwn())
                .ifPresent(spaces::add);
    }

    static boolean fits(Filter filter, Named named, AccountId user, @Nullable Selected selected) {
        Place place = named.place;
        boolean isOwn = place.account().isOwn();
        return switch (filter.kind()) {
            case SELECTED -> selected != null && selected.is(place.account(), place.number());
            case INBOXES -> isOwn && named.name.equals(Names.INBOX);
            case PERSONAL -> isOwn;
            case SUBSCRIBED -> isSubscribed(place, user);
            case MAILBOXES -> filter.names().contains(named.name);
            case SUBTREE -> filter.names().stream().anyMatch(above -> isBelow(named.name, above, true));
            case SUBTREE_ONE -> filter.names().stream().anyMatch(above -> isBelow(named.name, above, false));
        };
    }

    static boolean isSubscribed(Place place, AccountId user) {
        Objects mailboxes = place.space().snapshot().objects(Mail.MAILBOX);
        int ordinal = mailboxes.ordinal(Mail.MAILBOX.id(place.number()));
        return ordinal >= 0
                && (place.account().isOwn()
                        ? mailboxes.get(OfMailbox.SUBSCRIBED, ordinal) == 1
                        : mailboxes.get(OfMailbox.SUBSCRIBERS, ordinal).contains(user.toString()));
    }

    /** The mailbox itself and those below, or only those right below. */
    private static boolean isBelow(String name, String above, boolean deep) {
        if (name.equals(above)) {
            return true;
        }
        return name.startsWith(above + Names.SEPARATOR)
                && (deep || name.indexOf(Names.SEPARATOR, above.length() + 1) < 0);
    }
}
