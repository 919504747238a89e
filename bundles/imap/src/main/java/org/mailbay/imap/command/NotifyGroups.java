package org.mailbay.imap.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.fetch.FetchItems;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Listening.OfSelected;
import org.mailbay.imap.session.Refused;

/**
 * What NOTIFY SET asks for (RFC 5465 §8).
 *
 * @param hasStatus whether each mailbox's status is told at once
 * @param selected of the mailbox that is selected
 * @param isDelayed see {@link org.mailbay.imap.session.Listening#isDelayed}
 * @param items what is told of each message that comes to the mailbox that is selected; null for nothing but that it came
 */
record NotifyGroups(
        boolean hasStatus,
        OfSelected selected,
        boolean isDelayed,
        @Nullable FetchItems items,
        List<Group> groups) {
    /** Of no mailbox, nothing. */
    static final NotifyGroups NONE = new NotifyGroups(false, OfSelected.NOTHING, false, null, List.of());

    private static final int MOST_GROUPS = 50;

    /** Mailboxes, and what is told of them. */
    record Group(Sources.Filter filter, Set<Event> events) {}

    /** What there is to be told of: RFC 5465 §5. */
    enum Event {
        MESSAGE_NEW("MessageNew"),
        MESSAGE_EXPUNGE("MessageExpunge"),
        FLAG_CHANGE("FlagChange"),
        MAILBOX_NAME("MailboxName"),
        SUBSCRIPTION_CHANGE("SubscriptionChange"),
        MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
        SERVER_METADATA_CHANGE("ServerMetadataChange");

        private final String word;

        Event(String word) {
            this.word = word;
        }

        boolean isOfMessages() {
            return compareTo(MAILBOX_NAME) < 0;
        }
    }

    /** Whether any group asks for this. */
    boolean has(Event event) {
        return groups.stream().anyMatch(group -> group.events().contains(event));
    }

    /** Reads what is behind NOTIFY. */
    static NotifyGroups read(Input in) throws Malformed, Refused {
        Reader reader = new Reader(in);
        if (in.skipWord("NONE")) {
            in.end();
            return NONE;
        }
        if (!in.skipWord("SET")) {
            throw new Malformed("SET or NONE expected");
        }
        in.space();
        boolean hasStatus = in.skipWord("STATUS");
        if (hasStatus) {
            in.space();
        }
        int count = 0;
        do {
            if (++count > MOST_GROUPS) {
                throw new Malformed("more than " + MOST_GROUPS + " groups");
            }
            reader.group();
        } while (in.skip(' '));
        in.end();
        if (reader.hasUnknown) {
            throw new Refused(badEvent(), "An event that is not told of here"); // RFC 5465 §3.1
        }
        return new NotifyGroups(hasStatus, reader.selected, reader.isDelayed, reader.items, reader.groups);
    }

    private static String badEvent() {
        StringBuilder code = new StringBuilder("BADEVENT (");
        for (Event event : Event.values()) {
            code.append(event.ordinal() == 0 ? "" : " ").append(event.word);
        }
        return code.append(')').toString();
    }

    private static final class Reader {
        private final Input in;
        private final List<Group> groups = new ArrayList<>();
        private OfSelected selected = OfSelected.NOTHING;
        private boolean hasSelected;
        private boolean isDelayed;
        private boolean hasUnknown;
        private @Nullable FetchItems items;

        Reader(Input in) {
            this.in = in;
        }

        void group() throws Malformed {
            in.expect('(');
            boolean delayed = in.skipWord("SELECTED-DELAYED");
            if (delayed || in.skipWord("SELECTED")) {
                if (hasSelected) {
                    throw new Malformed("the selected mailbox twice"); // RFC 5465 §6.1
                }
                hasSelected = true;
                isDelayed = delayed;
                Set<Event> events = events(true);
                selected = events.isEmpty()
                        ? OfSelected.NOTHING
                        : events.contains(Event.FLAG_CHANGE) ? OfSelected.ALL : OfSelected.MESSAGES;
            } else {
                Sources.Filter filter = Sources.filter(in);
                groups.add(new Group(filter, events(false)));
            }
            in.expect(')');
        }

        private Set<Event> events(boolean isSelected) throws Malformed {
            in.space();
            Set<Event> events = EnumSet.noneOf(Event.class);
            if (in.skipWord("NONE")) {
                return events;
            }
            in.expect('(');
            do {
                event(in.word(), isSelected, events);
            } while (in.skip(' '));
            in.expect(')');
            boolean isNew = events.contains(Event.MESSAGE_NEW);
            if (isNew != events.contains(Event.MESSAGE_EXPUNGE) || events.contains(Event.FLAG_CHANGE) && !isNew) {
                throw new Malformed("MessageNew and MessageExpunge go together, and with FlagChange"); // RFC 5465 §5
            }
            return events;
        }

        private void event(String word, boolean isSelected, Set<Event> events) throws Malformed {
            Event known = null;
            for (Event event : Event.values()) {
                known = event.word.toUpperCase(Locale.ROOT).equals(word) ? event : known;
            }
            if (known == null) {
                hasUnknown = true;
                return;
            }
            if (isSelected && !known.isOfMessages()) {
                throw new Malformed("only messages' events of the selected mailbox"); // RFC 5465 §6.1
            }
            events.add(known);
            if (known == Event.MESSAGE_NEW && in.isNext(' ') && isSelected) {
                in.space();
                if (in.isNext('(')) {
                    items = FetchItems.read(in);
                } else {
                    event(in.word(), true, events);
                }
            }
        }
    }
}
