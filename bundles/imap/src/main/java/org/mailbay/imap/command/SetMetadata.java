package org.mailbay.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Piece;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Annotations;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;

/** SETMETADATA (RFC 5464 §4.3): all or nothing. */
final class SetMetadata implements Command {
    private static final int MOST = 1_000;

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, MailRefusal, IOException {
        Input input = turn.input();
        input.space();
        String name = Metadata.mailbox(input);
        input.space();
        Map<String, byte @Nullable []> values = values(input);
        input.end();
        for (byte[] value : values.values()) {
            if (value != null && value.length > Annotations.MAX_SIZE) {
                throw new Refused("METADATA MAXSIZE " + Annotations.MAX_SIZE, "Too long a value");
            }
        }
        MailAccount account = name.isEmpty() ? turn.namespaces().own().account() : null;
        long mailbox = 0;
        String role = null;
        if (account == null) {
            Place place = turn.find(name);
            account = place.account();
            mailbox = place.number();
            if (values.containsKey(Noted.SPECIAL_USE)) {
                role = role(place, values.remove(Noted.SPECIAL_USE));
            }
        }
        try {
            long modSeq = account.annotate(mailbox, values, role);
            turn.client().annotations().changed(account.account().id(), modSeq);
        } catch (MailRefusal e) {
            if (role != null && (e.reason() == Reason.ALREADY_EXISTS || e.reason() == Reason.CANNOT)) {
                throw new Refused("USEATTR", "The mailbox cannot have that special use"); // RFC 6154 §4
            }
            if (e.reason() == Reason.LIMIT) {
                throw new Refused("METADATA TOOMANY", "No more can be noted"); // RFC 5464 §4.3
            }
            throw e;
        }
        return Done.ok("SETMETADATA completed");
    }

    /** By name, of which special use is in lower case: the last of those with one name. */
    private static Map<String, byte @Nullable []> values(Input input) throws Malformed {
        Map<String, byte @Nullable []> values = new LinkedHashMap<>();
        input.expect('(');
        do {
            if (values.size() == MOST) {
                throw new Malformed("more than " + MOST + " entries");
            }
            String name = EntryName.read(input);
            input.space();
            boolean isUse = name.equalsIgnoreCase(Noted.SPECIAL_USE);
            values.put(isUse ? Noted.SPECIAL_USE : name, value(input));
        } while (input.skip(' '));
        input.expect(')');
        return values;
    }

    private static byte @Nullable [] value(Input input) throws Malformed {
        if (input.isLiteral()) {
            if (input.literal() instanceof Piece.Literal literal) {
                return literal.bytes(); // RFC 5464 §5: literal8 too
            }
            throw new Malformed("no message may stand here");
        }
        if (input.isString()) {
            return input.stringBytes();
        }
        if (!input.skipWord("NIL")) {
            throw new Malformed("a string or NIL expected");
        }
        return null;
    }

    /** RFC 6154 §4: what is no attribute that a mailbox may have is not taken; null for no change. */
    private static @Nullable String role(Place place, byte @Nullable [] value) throws Refused {
        if (!place.account().isOwn()) {
            throw new Refused("NOPERM", "What a mailbox is for is its owner's to say");
        }
        String attribute = value == null ? "" : new String(value, StandardCharsets.ISO_8859_1);
        boolean hadNone = SpecialUse.attribute(Noted.role(place.space().snapshot(), place.number()))
                .isEmpty();
        return attribute.isEmpty()
                ? hadNone ? null : ""
                : SpecialUse.role(attribute).orElseThrow(() -> new Refused("USEATTR", "No such special use"));
    }
}
