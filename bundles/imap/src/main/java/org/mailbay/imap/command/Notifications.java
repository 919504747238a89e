package org.mailbay.imap.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.command.NotifyGroups.Event;
import org.mailbay.imap.command.NotifyGroups.Group;
import org.mailbay.imap.fetch.FetchAnswers;
import org.mailbay.imap.fetch.FetchItems;
import org.mailbay.imap.fetch.TornException;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Namespaces;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.Namespaces.Space;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Listening;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/**
 * What a client is told unasked, and what it knows of each mailbox (RFC 5465).
 *
 * <p>What the client did itself is told too where it is a mailbox's name or another mailbox's status: it may have come together with what
 * others did, and nothing is left out.
 */
final class Notifications implements Listening {
    /** Mailboxes of one client: each costs memory for as long as it is connected. */
    private static final int MOST = 1_000;

    private static final int MOST_CHANGES = 1_000;

    private static final byte[] NOTHING = {};

    record Key(AccountId account, long mailbox) {}

    /** What the client knows of a mailbox. */
    record Known(String name, boolean isSubscribed, Set<Event> events, long messages, long uidNext) {}

    private final byte @Nullable [] text;
    private final boolean utf8;
    private NotifyGroups asked;
    private Map<Key, Known> known = Map.of();

    /** The accounts looked at, and their change that was the last. */
    private Map<AccountId, Long> modSeqs = Map.of();

    /** @param text behind NOTIFY; null when it has literals */
    Notifications(NotifyGroups asked, byte @Nullable [] text, boolean utf8) {
        this.asked = asked;
        this.text = text;
        this.utf8 = utf8;
    }

    @Override
    public OfSelected ofSelected() {
        return asked.selected();
    }

    @Override
    public boolean isDelayed() {
        return asked.isDelayed();
    }

    @Override
    public Set<AccountId> accounts() {
        return modSeqs.keySet();
    }

    /** One look at all mailboxes that something is to be told of. */
    private record Look(List<Space> spaces, Map<Key, Known> mailboxes, Map<Key, Place> places, Set<String> names) {
        Map<AccountId, Long> modSeqs() {
            Map<AccountId, Long> modSeqs = new HashMap<>();
            spaces.forEach(space ->
                    modSeqs.put(space.account().account().id(), space.snapshot().modSeq()));
            return modSeqs;
        }

        /** The name that a mailbox has now, wherever; empty when the user does not see it. */
        Optional<String> name(Key key) {
            return spaces.stream()
                    .filter(space -> space.account().account().id().equals(key.account))
                    .findFirst()
                    .flatMap(space -> space.name(key.mailbox));
        }
    }

    private Look look(Turn turn) throws IOException {
        Namespaces namespaces = turn.namespaces();
        AccountId user = turn.client().principal().account();
        List<Space> spaces = new ArrayList<>(List.of(namespaces.own()));
        if (asked.groups().stream().anyMatch(group -> reachesOthers(group.filter()))) {
            spaces.addAll(namespaces.others());
        }
        Look look = new Look(spaces, new LinkedHashMap<>(), new HashMap<>(), new HashSet<>());
        for (Space space : spaces) {
            Objects emails = space.snapshot().objects(Mail.EMAIL);
            for (Map.Entry<String, Long> mailbox : space.names().all().entrySet()) {
                Place place = new Place(space, mailbox.getValue());
                String name = space.prefix() + mailbox.getKey();
                look.names.add(name);
                Set<Event> events = EnumSet.noneOf(Event.class);
                for (Group group : asked.groups()) {
                    if (Sources.fits(group.filter(), new Sources.Named(name, place), user, null)) {
                        events.addAll(group.events());
                    }
                }
                if (!events.isEmpty()) {
                    Key key = new Key(space.account().account().id(), place.number());
                    int messages = emails.in(OfEmail.MAILBOXES, place.number()).size();
                    long uidNext = space.snapshot().uidNext(place.number());
                    look.mailboxes.put(
                            key, new Known(name, Sources.isSubscribed(place, user), events, messages, uidNext));
                    look.places.put(key, place);
                }
            }
        }
        return look;
    }

    private static boolean reachesOthers(Sources.Filter filter) {
        return switch (filter.kind()) {
            case SELECTED, INBOXES, PERSONAL -> false;
            case SUBSCRIBED -> true;
            case SUBTREE, SUBTREE_ONE, MAILBOXES ->
                filter.names().stream().anyMatch(name -> name.startsWith(Namespaces.OTHERS));
        };
    }

    /** From now on, with what the client is told at once. */
    void begin(Turn turn) throws Refused, IOException {
        if (asked.groups().isEmpty()) {
            return;
        }
        Look look = look(turn);
        if (look.mailboxes.size() > MOST) {
            throw new Refused("NOTIFICATIONOVERFLOW", "More than " + MOST + " mailboxes"); // RFC 5465 §3.1
        }
        if (asked.hasStatus()) {
            look.mailboxes.forEach((key, now) -> status(turn, look, key, now, true, true));
        }
        known = look.mailboxes;
        modSeqs = look.modSeqs();
    }

    @Override
    public void tell(Turn turn) throws IOException {
        if (asked.groups().isEmpty() || isQuiet(turn)) {
            return;
        }
        Look look = look(turn);
        if (look.mailboxes.size() > MOST) {
            turn.out()
                    .raw("* OK [NOTIFICATIONOVERFLOW] More mailboxes than are watched")
                    .crlf(); // RFC 5465 §5.8
            asked = NotifyGroups.NONE;
            known = Map.of();
            modSeqs = Map.of();
            return;
        }
        new MailboxNews(turn, known, look.mailboxes, look.places, look.names, look::name).tell();
        Set<Key> touched = touched(look);
        look.mailboxes.forEach((key, now) -> {
            Known before = known.get(key);
            boolean isOther = before == null || before.messages != now.messages || before.uidNext != now.uidNext;
            if (isOther || touched.contains(key)) {
                status(turn, look, key, now, isOther, touched.contains(key));
            }
        });
        annotations(turn, look);
        known = look.mailboxes;
        modSeqs = look.modSeqs();
    }

    /** RFC 5465 §5.6, §5.7. */
    private void annotations(Turn turn, Look look) throws IOException {
        boolean isOfServer = asked.has(Event.SERVER_METADATA_CHANGE);
        if (!isOfServer && !asked.has(Event.MAILBOX_METADATA_CHANGE)) {
            return;
        }
        for (Space space : look.spaces) {
            AccountId account = space.account().account().id();
            Long since = modSeqs.get(account);
            if (since != null
                    && since < space.snapshot().objects(Mail.ANNOTATION).state()) {
                turn.client().annotations().tell(turn, space, since, mailbox -> {
                    Known now = look.mailboxes.get(new Key(account, mailbox));
                    return mailbox == 0
                            ? isOfServer
                            : now != null && now.events.contains(Event.MAILBOX_METADATA_CHANGE);
                });
            }
        }
    }

    private boolean isQuiet(Turn turn) throws IOException {
        for (Map.Entry<AccountId, Long> account : modSeqs.entrySet()) {
            Optional<MailAccount> mail = turn.mailroom().open(turn.client().principal(), account.getKey());
            if (mail.isEmpty() || mail.get().account().snapshot().modSeq() != account.getValue()) {
                return false;
            }
        }
        return !modSeqs.isEmpty();
    }

    /** The mailboxes with messages that were changed, and are to be told of for that. */
    private Set<Key> touched(Look look) throws IOException {
        Set<Key> touched = new HashSet<>();
        for (Space space : look.spaces) {
            AccountId account = space.account().account().id();
            boolean isWanted = look.mailboxes.entrySet().stream()
                    .anyMatch(mailbox -> mailbox.getKey().account.equals(account)
                            && mailbox.getValue().events.contains(Event.FLAG_CHANGE));
            Long since = modSeqs.get(account);
            if (!isWanted || since == null || since == space.snapshot().modSeq()) {
                continue;
            }
            Objects emails = space.snapshot().objects(Mail.EMAIL);
            if (space.account().account().changes(Mail.EMAIL, since, MOST_CHANGES) instanceof Changes.Since changes
                    && !changes.hasMore()) {
                for (ObjectId email : changes.updated()) {
                    int ordinal = emails.ordinal(email);
                    for (Member member : ordinal < 0 ? List.<Member>of() : emails.get(OfEmail.MAILBOXES, ordinal)) {
                        touched.add(new Key(account, member.container()));
                    }
                }
            } else {
                look.mailboxes.keySet().stream()
                        .filter(key -> key.account.equals(account))
                        .forEach(touched::add);
            }
        }
        touched.removeIf(key -> !Optional.ofNullable(look.mailboxes.get(key))
                .map(now -> now.events.contains(Event.FLAG_CHANGE))
                .orElse(false));
        return touched;
    }

    /**
     * Tells a mailbox's status, unless it is selected.
     *
     * @param messages whether messages came or went
     * @param flags whether flags changed
     */
    private void status(Turn turn, Look look, Key key, Known now, boolean messages, boolean flags) {
        Selected selected = turn.client().selected();
        if (selected != null && selected.account().equals(key.account) && selected.mailbox() == key.mailbox) {
            return;
        }
        Set<String> words = new LinkedHashSet<>();
        if (messages && now.events.contains(Event.MESSAGE_NEW)) {
            words.addAll(List.of("MESSAGES", "UIDNEXT", "UIDVALIDITY")); // RFC 5465 §3.1, §5.2, §5.3
        }
        boolean hasFlags = flags && now.events.contains(Event.FLAG_CHANGE);
        if (hasFlags) {
            words.addAll(List.of("UIDVALIDITY", "UNSEEN")); // RFC 5465 §5.1
        }
        boolean hasModSeq =
                turn.client().has(Feature.CONDSTORE) || turn.client().has(Feature.QRESYNC);
        if (!words.isEmpty() && (hasModSeq || hasFlags)) {
            words.add("HIGHESTMODSEQ"); // RFC 5465 §3.1, §5.1, §5.2
        }
        if (!words.isEmpty()) {
            new StatusItems(words)
                    .write(turn.client(), turn.out(), now.name, java.util.Objects.requireNonNull(look.places.get(key)));
        }
    }

    /** RFC 5465 §5.2. */
    // Deviates: what the client itself added (SHOULD NOT) is told as well, so that nothing of others is missed
    @Override
    public void arrived(Turn turn, MailAccount mail, View before) throws IOException {
        FetchItems items = asked.items();
        Selected selected = turn.selected();
        View now = selected.view();
        int first = now.from(before.uidNext());
        if (items == null || first > now.size()) {
            return;
        }
        int[] sequences = new int[now.size() - first + 1];
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = first + i;
        }
        FetchedRow row = new FetchedRow(mail, selected, !turn.client().has(Feature.IMAP4REV2), sequences);
        FetchAnswers answers = new FetchAnswers(
                items,
                turn.out(),
                turn.client().services().envelopes(),
                selected.account(),
                turn.client().has(Feature.UIDONLY));
        try {
            for (int i = 0; i < sequences.length; i++) {
                if (row.move(i)) {
                    answers.write(row);
                }
            }
        } catch (TornException e) {
            turn.client().connection().close();
            throw e;
        }
    }

    @Override
    public byte[] toBytes() {
        byte[] command =
                asked.equals(NotifyGroups.NONE) ? "NONE".getBytes(java.nio.charset.StandardCharsets.US_ASCII) : text;
        if (command == null) {
            return NOTHING;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeBoolean(utf8);
            out.writeInt(command.length);
            out.write(command);
            out.writeInt(modSeqs.size());
            for (Map.Entry<AccountId, Long> account : modSeqs.entrySet()) {
                out.writeUTF(account.getKey().toString());
                out.writeLong(account.getValue());
                for (Map.Entry<Key, Known> mailbox : known.entrySet()) {
                    if (mailbox.getKey().account.equals(account.getKey())) {
                        write(out, mailbox.getKey().mailbox, mailbox.getValue());
                    }
                }
                out.writeLong(0); // no mailbox has this number
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, long mailbox, Known known) throws IOException {
        out.writeLong(mailbox);
        out.writeUTF(known.name);
        out.writeBoolean(known.isSubscribed);
        int events = 0;
        for (Event event : known.events) {
            events |= 1 << event.ordinal();
        }
        out.writeInt(events);
        out.writeLong(known.messages);
        out.writeLong(known.uidNext);
    }

    /** What another revision wrote. */
    static Notifications of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            boolean utf8 = in.readBoolean();
            byte[] command = in.readNBytes(in.readInt());
            Notifications listening = new Notifications(
                    NotifyGroups.read(new Input(List.of(new org.mailbay.imap.grammar.Piece.Text(command)), utf8)),
                    command,
                    utf8);
            Map<Key, Known> known = new LinkedHashMap<>();
            Map<AccountId, Long> modSeqs = new HashMap<>();
            for (int count = in.readInt(); count > 0; count--) {
                AccountId account = AccountId.parse(in.readUTF()).orElseThrow(() -> new IOException("no account"));
                modSeqs.put(account, in.readLong());
                for (long mailbox = in.readLong(); mailbox != 0; mailbox = in.readLong()) {
                    known.put(new Key(account, mailbox), known(in));
                }
            }
            listening.known = known;
            listening.modSeqs = modSeqs;
            return listening;
        } catch (Malformed | Refused e) {
            throw new IOException("what another revision wrote cannot be read", e);
        }
    }

    private static Known known(DataInputStream in) throws IOException {
        String name = in.readUTF();
        boolean isSubscribed = in.readBoolean();
        int bits = in.readInt();
        Set<Event> events = EnumSet.noneOf(Event.class);
        for (Event event : Event.values()) {
            if ((bits & 1 << event.ordinal()) != 0) {
                events.add(event);
            }
        }
        return new Known(name, isSubscribed, events, in.readLong(), in.readLong());
    }
}
