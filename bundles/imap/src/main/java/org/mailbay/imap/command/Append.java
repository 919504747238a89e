package org.mailbay.imap.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Declined;
import org.mailbay.imap.grammar.Diversion;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Piece;
import org.mailbay.imap.grammar.SequenceSet;
import org.mailbay.imap.mailbox.Flags;
import org.mailbay.imap.mailbox.Namespaces;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.Arriving;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.Mailroom;
import org.mailbay.mail.StoredEmail;
import org.mailbay.swap.Swappable.Lease;

/** APPEND (RFC 9051 §6.3.12), of several messages at once if the client likes (RFC 3502). */
final class Append implements Command {
    /** Messages of one command. */
    private static final int MOST = 1_000;

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        Input input = turn.input();
        input.space();
        String name = input.mailbox();
        List<NewEmail> emails = new ArrayList<>();
        do {
            input.space();
            if (emails.size() == MOST) {
                throw new Refused("LIMIT", "At most " + MOST + " messages at once");
            }
            emails.add(message(turn, input));
        } while (!input.isEnd());
        Place place = turn.namespaces().find(name).orElseThrow(Refused::tryCreate);
        List<Added> added = place.account().add(place.number(), emails, null);
        long[] uids = added.stream().mapToLong(Added::uid).toArray();
        // RFC 9051 §7.1: APPENDUID
        return Done.ok("APPENDUID " + place.number() + ' ' + SequenceSet.written(uids), "APPEND completed");
    }

    /** Flags, a time, and the message itself. */
    static NewEmail message(Turn turn, Input input) throws Malformed, Refused {
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
        boolean isUtf8 = input.skipWord("UTF8"); // RFC 6855 §4
        if (isUtf8) {
            input.space();
            input.expect('(');
        }
        if (!(input.literal() instanceof Piece.Stored stored) || !(stored.handle() instanceof StoredEmail email)) {
            throw new Malformed("a message expected");
        }
        if (isUtf8) {
            input.expect(')');
        }
        if (stored.size() == 0) {
            throw new Refused("", "An empty message is not kept"); // RFC 3502 §6: that cancels it
        }
        return new NewEmail(email, flags.keywords(), flags.deleted(), received);
    }

    @Override
    public Optional<Diversion.Sink> divert(Client client, Input before, long size, boolean binary)
            throws Declined, Malformed {
        return into(client, before, size);
    }

    /** Where the message goes, once it is clear that it may come; empty when the literal is the mailbox's name. */
    static Optional<Diversion.Sink> into(Client client, Input before, long size) throws Declined, Malformed {
        before.space();
        if (before.isEnd()) {
            return Optional.empty();
        }
        String name = before.mailbox();
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
                return Optional.of(new Sink(lease, account.arriving(size)));
            } catch (IOException | RuntimeException | Declined e) {
                lease.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Declined("UNAVAILABLE", "Nothing can be kept now, try again");
        }
    }

    /** Takes the message in. */
    private static final class Sink implements Diversion.Sink {
        private @Nullable Lease<Mailroom> lease;
        private final Arriving arriving;
        private byte[] piece = new byte[0];

        Sink(Lease<Mailroom> lease, Arriving arriving) {
            this.lease = lease;
            this.arriving = arriving;
        }

        @Override
        public void write(ByteBuffer bytes) throws Declined {
            try {
                if (bytes.hasArray()) {
                    arriving.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
                    return;
                }
                if (piece.length < bytes.remaining()) {
                    piece = new byte[bytes.remaining()];
                }
                int length = bytes.remaining();
                bytes.get(piece, 0, length);
                arriving.write(piece, 0, length);
            } catch (IOException e) {
                throw failed();
            }
        }

        @Override
        public Object finish() throws Declined {
            try {
                return arriving.finish();
            } catch (IOException e) {
                throw failed();
            } finally {
                abandon();
            }
        }

        private static Declined failed() {
            return new Declined("SERVERBUG", "The message could not be kept");
        }

        @Override
        public void abandon() {
            Lease<Mailroom> held = lease;
            if (held != null) {
                lease = null;
                arriving.close();
                held.close();
            }
        }
    }
}
