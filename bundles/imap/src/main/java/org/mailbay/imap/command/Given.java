package org.mailbay.imap.command;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Declined;
import org.mailbay.imap.grammar.Diversion;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Piece;
import org.mailbay.imap.mailbox.Flags;
import org.mailbay.imap.mailbox.Namespaces;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.Mailroom;
import org.mailbay.mail.StoredEmail;
import org.mailbay.swap.Swappable.Lease;

/**
 * A message that APPEND or REPLACE gives: flags, a time, and either the message or what to make it of.
 *
 * @param message null when it is a catenation
 * @param catenation null when it is a message
 * @param isBinary whether the message came in a literal8
 */
record Given(
        Flags flags,
        Instant received,
        @Nullable StoredEmail message,
        @Nullable Catenation catenation,
        boolean isBinary) {

    static Given read(Turn turn, Input input) throws Malformed, Refused {
        Flags flags = new Flags(Set.of(), false);
        Instant received = turn.client().services().clock().instant();
        if (input.isNext('(')) {
            flags = Flags.of(input.flags());
            input.space();
        }
        if (input.isNext('"')) {
            received = input.dateTime().toInstant();
            input.space();
        }
        if (input.skipWord("CATENATE")) { // RFC 4469 §3
            return new Given(flags, received, null, Catenation.read(input), false);
        }
        boolean isUtf8 = input.skipWord("UTF8"); // RFC 6855 §4
        if (isUtf8) {
            input.space();
            input.expect('(');
        }
        if (!(input.literal() instanceof Piece.Stored stored) || !(stored.handle() instanceof StoredEmail message)) {
            throw new Malformed("a message expected");
        }
        if (isUtf8) {
            input.expect(')');
        }
        if (stored.size() == 0) {
            throw new Refused("", "An empty message is not kept"); // RFC 3502 §6: that cancels it
        }
        return new Given(flags, received, message, null, stored.binary());
    }

    NewEmail email(Turn turn, MailAccount account) throws Refused, IOException {
        Catenation parts = catenation;
        StoredEmail email = parts == null
                ? message
                : parts.compose(turn, account, turn.client().services().limits().maxMessageBytes());
        if (email == null) {
            throw new IllegalStateException("neither a message nor parts of one");
        }
        if (isBinary) {
            email = BinaryParts.encoded(email, account);
        }
        return new NewEmail(email, flags.keywords(), flags.deleted(), received);
    }

    /**
     * Where a literal goes, once it is clear that it may come; empty when it is the mailbox's name, or a URL.
     *
     * @param before from the mailbox's name on
     */
    static Optional<Diversion.Sink> divert(Client client, Input before, long size, boolean binary)
            throws Declined, Malformed {
        if (before.isEnd()) {
            return Optional.empty();
        }
        String name = before.mailbox();
        Catenation.Stand stand = scan(before);
        if (stand == Catenation.Stand.URL) {
            return Optional.empty();
        }
        long most = client.services().limits().maxMessageBytes();
        if (size > most) {
            throw new Declined("TOOBIG", "A message may have " + most + " octets"); // RFC 7889 §4
        }
        try {
            Lease<Mailroom> lease = client.services()
                    .mailroom()
                    .acquire(client.services().limits().patience());
            try {
                MailAccount account = new Namespaces(lease.service(), client.principal())
                        .find(name)
                        .orElseThrow(() -> new Declined("TRYCREATE", "No such mailbox"))
                        .account();
                return Optional.of(new ArrivingLiteral(lease, account, size, binary || stand == Catenation.Stand.TEXT));
            } catch (IOException | RuntimeException | Declined e) {
                lease.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Declined("UNAVAILABLE", "Nothing can be kept now, try again");
        }
    }

    /** Reads all messages given so far; where the literal that comes is a message itself, the answer is PAST. */
    private static Catenation.Stand scan(Input before) throws Malformed {
        while (true) {
            before.space();
            if (before.isNext('(')) {
                before.flags();
                before.space();
            }
            if (before.isNext('"')) {
                before.dateTime();
                before.space();
            }
            if (before.skipWord("CATENATE")) {
                Catenation.Stand stand = Catenation.scan(before);
                if (stand != Catenation.Stand.PAST) {
                    return stand;
                }
                continue;
            }
            boolean isUtf8 = before.skipWord("UTF8");
            if (isUtf8) {
                before.space();
                before.expect('(');
            }
            if (before.isEnd()) {
                return Catenation.Stand.PAST;
            }
            before.literal();
            if (isUtf8) {
                before.expect(')');
            }
        }
    }
}
