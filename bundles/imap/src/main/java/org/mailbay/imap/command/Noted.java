package org.mailbay.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.Namespaces.Space;
import org.mailbay.imap.session.About;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Annotations;
import org.mailbay.mail.Annotations.Entry;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;

/** What is noted of a mailbox or of the server: what users noted, and what the server itself says. */
final class Noted {
    /** RFC 6154 §4: what a mailbox is for, as CREATE and LIST have it. */
    static final String SPECIAL_USE = "/private/specialuse";

    private static final String COMMENT = "/shared/comment";
    private static final String ADMIN = "/shared/admin";

    /** Bytes of values in one response, about. */
    private static final int CHUNK = 256 * 1024;

    private final Space space;
    private final NavigableMap<String, Value> values = new TreeMap<>();

    /**
     * A value.
     *
     * @param id of the object that has it; null when it is {@code known}
     */
    record Value(String name, long size, @Nullable ObjectId id, byte @Nullable [] known) {}

    private Noted(Space space, NavigableMap<String, Entry> entries) {
        this.space = space;
        entries.forEach((key, entry) -> values.put(key, new Value(entry.name(), entry.size(), entry.id(), null)));
    }

    /** Of the mailboxes of one account, all at once. */
    record OfSpace(Space space, Annotations annotations) {
        static OfSpace of(Space space, AccountId user) {
            return new OfSpace(space, Annotations.of(space.snapshot(), user));
        }

        Noted mailbox(long mailbox) {
            Noted noted = new Noted(space, annotations.of(mailbox));
            if (space.account().isOwn()) {
                noted.say(
                        SPECIAL_USE,
                        SpecialUse.attribute(role(space.snapshot(), mailbox)).orElse(""));
            }
            return noted;
        }
    }

    /** What a mailbox is for, in JMAP's words. */
    static String role(Snapshot snapshot, long mailbox) {
        Objects mailboxes = snapshot.objects(Mail.MAILBOX);
        int ordinal = mailboxes.ordinal(Mail.MAILBOX.id(mailbox));
        return ordinal < 0 ? "" : mailboxes.get(OfMailbox.ROLE, ordinal);
    }

    static Noted ofMailbox(Turn turn, Place place) {
        return OfSpace.of(place.space(), turn.client().principal().account()).mailbox(place.number());
    }

    /** RFC 5464 §3.2.1.1: what the server says to all, and what the user noted of it. */
    static Noted ofServer(Turn turn) throws IOException {
        Space own = turn.namespaces().own();
        Noted noted = new Noted(
                own,
                Annotations.of(own.snapshot(), turn.client().principal().account())
                        .of(0));
        About about = turn.client().services().about();
        noted.say(COMMENT, about.comment());
        noted.say(ADMIN, about.admin());
        return noted;
    }

    private void say(String name, String value) {
        values.remove(name);
        if (!value.isEmpty()) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            values.put(name, new Value(name, bytes.length, null, bytes));
        }
    }

    @Nullable
    Value value(String name) {
        return values.get(Annotations.key(name));
    }

    /**
     * What is below a name.
     *
     * @param isDeep whether all of that, or only what is right below
     */
    List<Value> below(String name, boolean isDeep) {
        String prefix = Annotations.key(name) + '/';
        return values.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .filter(entry -> isDeep || entry.getKey().indexOf('/', prefix.length()) < 0)
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * Writes untagged responses: more than one where the values are long.
     *
     * @param wanted by the names that the client is told; null for NIL
     */
    void write(Out out, String mailbox, Map<String, @Nullable Value> wanted) throws IOException {
        Map<String, @Nullable Value> some = new java.util.LinkedHashMap<>();
        long bytes = 0;
        for (Map.Entry<String, @Nullable Value> entry : wanted.entrySet()) {
            Value value = entry.getValue();
            some.put(entry.getKey(), value);
            bytes += value == null ? 0 : value.size;
            if (bytes >= CHUNK) {
                line(out, mailbox, some);
                some.clear();
                bytes = 0;
            }
        }
        if (!some.isEmpty()) {
            line(out, mailbox, some);
        }
    }

    private void line(Out out, String mailbox, Map<String, @Nullable Value> some) throws IOException {
        Map<ObjectId, byte @Nullable []> stored = stored(some);
        String between = "";
        out.raw("* METADATA ").mailbox(mailbox).raw(" (");
        for (Map.Entry<String, @Nullable Value> entry : some.entrySet()) {
            out.raw(between).astring(entry.getKey()).space();
            between = " ";
            Value value = entry.getValue();
            value(out, value == null ? null : value.id == null ? value.known : stored.get(value.id));
        }
        out.raw(")").crlf();
    }

    private Map<ObjectId, byte @Nullable []> stored(Map<String, @Nullable Value> some) throws IOException {
        List<ObjectId> ids = new ArrayList<>();
        for (Value value : some.values()) {
            if (value != null && value.id != null) {
                ids.add(value.id);
            }
        }
        Map<ObjectId, byte @Nullable []> stored = new HashMap<>();
        List<byte @Nullable []> bytes = space.account().account().bytes(ids);
        for (int i = 0; i < ids.size(); i++) {
            stored.put(ids.get(i), bytes.get(i));
        }
        return stored;
    }

    /** RFC 5464 §5: nstring or literal8. */
    private static void value(Out out, byte @Nullable [] value) {
        if (value == null) {
            out.nil();
            return;
        }
        boolean isBinary = false;
        for (byte b : value) {
            isBinary |= b == 0;
        }
        if (isBinary) {
            out.literalHeader(value.length, true).raw(value);
        } else {
            out.string(value);
        }
    }
}
