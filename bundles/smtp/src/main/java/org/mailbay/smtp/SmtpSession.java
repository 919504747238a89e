package org.mailbay.smtp;

import static org.mailbay.smtp.State.CHUNKS;
import static org.mailbay.smtp.State.CONNECTED;
import static org.mailbay.smtp.State.GREETED;
import static org.mailbay.smtp.State.MAIL_GIVEN;
import static org.mailbay.smtp.State.RCPT_GIVEN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Want;
import org.mailbay.smtp.CommandLine.Malformed;
import org.mailbay.smtp.Receiving.Greeting;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's dialogue: a command is looked up in {@link Verb}, checked, carried out and answered. */
final class SmtpSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);
    private static final Want COMMAND = new Want.Line(CommandLine.MAX_LENGTH);
    private static final int MAX_READ = 65_536;

    private final SmtpProtocol server;
    private final Connection connection;
    private State state = CONNECTED;
    private Greeting greeting = new Greeting("", false);
    private int errors;
    private @Nullable Transaction transaction;
    private @Nullable Receiving receiving;
    private @Nullable DataReader data;
    private @Nullable Chunk chunk;
    private byte[] buffer = {};

    SmtpSession(SmtpProtocol server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    SmtpSession(SmtpProtocol server, Connection connection, FrozenSession frozen) {
        this(server, connection);
        state = frozen.state();
        greeting = frozen.greeting();
        errors = frozen.errors();
        if (state == MAIL_GIVEN || state == RCPT_GIVEN) {
            transaction = new Transaction(frozen.sender(), frozen.international(), frozen.declaredSize());
            frozen.recipients().forEach(this::addAgain);
        }
    }

    /** A recipient that was accepted before the session was frozen. */
    private void addAgain(String address) {
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            if (directory.service().recipient(address) instanceof Recipient.Local local && transaction != null) {
                transaction.recipients.add(local.principal());
                return;
            }
        } catch (AwayException e) {
            LOG.warn("event=session-resume outcome=failed connection={} reason=directory-away", connection.id());
        }
        throw new IllegalStateException("an accepted recipient is unknown now");
    }

    @Override
    public Want opened() {
        return answer(new Reply(220, "", List.of(server.hostname() + " ESMTP Mailbay")));
    }

    @Override
    public Want wants() {
        return COMMAND;
    }

    @Override
    public Want lineTooLong() {
        return answer(Reply.of(500, "5.5.2", "Line too long"));
    }

    @Override
    public Want line(byte[] line) {
        try {
            CommandLine command = CommandLine.parse(line);
            Verb verb = Verb.of(command.verb());
            if (verb == null) {
                return answer(Reply.of(500, "5.5.1", "Unknown command"));
            }
            if (!verb.mayComeIn(state)) {
                return outOfOrder(verb, command);
            }
            return proceed(verb, command.argument());
        } catch (Malformed e) {
            return answer(Reply.of(500, "5.5.2", e.getMessage()));
        }
    }

    private Want outOfOrder(Verb verb, CommandLine command) {
        Reply reply = Reply.of(503, "5.5.1", verb + " is out of order");
        if (verb == Verb.DATA && state == MAIL_GIVEN) {
            reply = Reply.of(554, "5.5.1", "No valid recipients"); // RFC 2920 §3.1
        } else if (verb == Verb.BDAT) {
            Chunk chunk = Chunk.parse(command.argument());
            return chunk == null ? chunkOfUnknownSize() : discard(chunk, reply);
        }
        return answer(reply);
    }

    private Want proceed(Verb verb, String argument) throws Malformed {
        return switch (verb) {
            case EHLO -> hello(argument, true);
            case HELO -> hello(argument, false);
            case STARTTLS -> startTls(argument);
            case MAIL -> answer(mail(argument));
            case RCPT -> answer(rcpt(argument));
            case DATA -> data(argument);
            case BDAT -> bdat(argument);
            case RSET -> answer(reset(argument));
            case NOOP -> answer(Replies.OK);
            case HELP -> answer(Reply.of(214, "2.0.0", "See RFC 5321"));
            case VRFY -> answer(Reply.of(252, "2.1.5", "Send some mail, I will try my best"));
            case EXPN -> answer(Reply.of(502, "5.5.1", "EXPN is not offered"));
            case QUIT -> quit();
        };
    }

    private Want hello(String name, boolean extended) throws Malformed {
        // RFC 5321 §4.1.1.1; what is accepted here goes into the Received field.
        if (!name.matches("[\\p{L}\\p{N}._:\\[\\]-]{1,255}")) {
            return answer(Replies.malformed((extended ? "EHLO" : "HELO") + " hostname"));
        }
        endTransaction();
        greeting = new Greeting(name, extended);
        state = GREETED;
        if (!extended) {
            return answer(new Reply(250, "", List.of(server.hostname())));
        }
        List<String> lines = new ArrayList<>(List.of(
                server.hostname(),
                "PIPELINING",
                "SIZE " + server.maxMessageBytes(),
                "8BITMIME",
                "SMTPUTF8",
                "CHUNKING",
                "ENHANCEDSTATUSCODES"));
        if (connection.canStartTls()) {
            lines.add("STARTTLS");
        }
        return answer(new Reply(250, "", lines));
    }

    private Want startTls(String argument) {
        if (!argument.isEmpty()) {
            return answer(Replies.malformed("STARTTLS has no parameters"));
        }
        if (!connection.canStartTls()) {
            return answer(Reply.of(454, "4.7.0", "TLS is not available"));
        }
        answer(Reply.of(220, "2.0.0", "Ready to start TLS"));
        return Want.START_TLS;
    }

    @Override
    public Want secured() {
        endTransaction();
        greeting = new Greeting("", false);
        state = CONNECTED; // RFC 3207 §4.2: forget what was said before
        return COMMAND;
    }

    private Reply mail(String argument) throws Malformed {
        MailPath path = MailPath.parse(argument, "FROM:");
        long size = -1;
        boolean international = false;
        for (Map.Entry<String, String> parameter : path.parameters().entrySet()) {
            switch (parameter.getKey()) {
                case "SIZE" -> size = number(parameter.getValue());
                case "BODY" -> {
                    if (!parameter.getValue().equalsIgnoreCase("7BIT")
                            && !parameter.getValue().equalsIgnoreCase("8BITMIME")) {
                        return Replies.malformed("BODY=7BIT or 8BITMIME"); // RFC 6152 §2
                    }
                }
                case "SMTPUTF8" -> international = true;
                default -> {
                    return Reply.of(555, "5.5.4", "Unknown parameter " + parameter.getKey());
                }
            }
        }
        if (path.isInternational() && !international) {
            return Reply.of(553, "5.6.7", "The address needs SMTPUTF8"); // RFC 6531 §3.5
        }
        if (size > server.maxMessageBytes()) {
            return Replies.TOO_BIG; // RFC 1870 §6.1
        }
        transaction = new Transaction(path.address(), international, size);
        state = MAIL_GIVEN;
        return Reply.of(250, "2.1.0", "Ok");
    }

    private static long number(String digits) throws Malformed {
        if (!digits.matches("[0-9]{1,18}")) {
            throw new Malformed("number expected");
        }
        return Long.parseLong(digits);
    }

    private Reply rcpt(String argument) throws Malformed {
        MailPath path = MailPath.parse(argument, "TO:");
        Transaction open = transaction();
        if (!path.parameters().isEmpty()) {
            return Reply.of(
                    555,
                    "5.5.4",
                    "Unknown parameter " + path.parameters().keySet().iterator().next());
        }
        if (path.isInternational() && !open.international) {
            return Reply.of(553, "5.6.7", "The address needs SMTPUTF8");
        }
        if (open.recipients.size() >= server.maxRecipients()) {
            return Reply.of(452, "4.5.3", "Too many recipients"); // RFC 5321 §4.5.3.1.10
        }
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            return switch (directory.service().recipient(path.address())) {
                case Recipient.Local(Principal principal) -> {
                    open.recipients.add(principal);
                    state = RCPT_GIVEN;
                    yield Reply.of(250, "2.1.5", "Ok");
                }
                case Recipient.Unknown() -> Reply.of(550, "5.1.1", "No such user here");
                case Recipient.Elsewhere() -> Reply.of(550, "5.7.1", "Relaying denied");
                case Recipient.Malformed() -> Reply.of(553, "5.1.3", "Address malformed");
            };
        } catch (AwayException e) {
            return Replies.NOT_HERE;
        }
    }

    private Want data(String argument) {
        if (!argument.isEmpty()) {
            return answer(Replies.malformed("DATA has no parameters"));
        }
        Reply refusal = begin();
        if (refusal != null) {
            return answer(refusal);
        }
        data = new DataReader();
        answer(new Reply(354, "", List.of("End with <CRLF>.<CRLF>")));
        return Want.BYTES;
    }

    /** Begins a message; what to answer when that cannot be, null when it can. */
    private @Nullable Reply begin() {
        try {
            receiving = Receiving.begin(server, connection, transaction(), greeting);
            return null;
        } catch (AwayException e) {
            return Replies.NOT_HERE;
        } catch (IOException e) {
            LOG.atError().setCause(e).log("event=message-begin outcome=failed connection={}", connection.id());
            return Replies.FAILED;
        }
    }

    private Want bdat(String argument) {
        Chunk next = Chunk.parse(argument);
        if (next == null) {
            return chunkOfUnknownSize();
        }
        if (receiving == null) {
            Reply refusal = begin();
            if (refusal != null) {
                return discard(next, refusal);
            }
        }
        state = CHUNKS;
        chunk = next;
        return next.left() == 0 ? endOfChunk(next) : Want.BYTES;
    }

    /** What follows is content, but nobody knows how much of it: reading it as commands would be smuggling. */
    private Want chunkOfUnknownSize() {
        answer(Replies.malformed("BDAT size [LAST]"));
        return Want.CLOSE;
    }

    /** RFC 3030 §2: the octets of a refused chunk come all the same. */
    private Want discard(Chunk refused, Reply reply) {
        endTransaction();
        if (refused.left() > 2 * server.maxMessageBytes()) {
            answer(reply);
            return Want.CLOSE;
        }
        if (refused.left() == 0) {
            return answer(reply);
        }
        chunk = refused.refusedWith(reply);
        return Want.BYTES;
    }

    @Override
    public Want bytes(ByteBuffer in) {
        return chunk != null ? chunkBytes(in, chunk) : dataBytes(in, Objects.requireNonNull(data));
    }

    private Want dataBytes(ByteBuffer in, DataReader reader) {
        Receiving message = receiving();
        while (in.hasRemaining()) {
            int length = peek(in, MAX_READ);
            int used;
            try {
                used = reader.read(buffer, length, message::write);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            in.position(in.position() + used);
            if (reader.isComplete()) {
                if (reader.hasBareLineEnd()) {
                    message.refuse(Reply.of(550, "5.6.0", "Bare CR or LF in message (RFC 5321 section 2.3.8)"));
                }
                return answer(finish());
            }
            if (message.isHopeless()) {
                return giveUp();
            }
        }
        return Want.BYTES;
    }

    private Want chunkBytes(ByteBuffer in, Chunk current) {
        int length = peek(in, (int) Math.min(MAX_READ, current.left()));
        in.position(in.position() + length);
        Chunk rest = current.without(length);
        chunk = rest;
        if (receiving != null) {
            receiving.write(buffer, 0, length);
            if (receiving.isHopeless()) {
                return giveUp();
            }
        }
        return rest.left() == 0 ? endOfChunk(rest) : Want.BYTES;
    }

    private Want endOfChunk(Chunk ended) {
        chunk = null;
        if (ended.refusal() != null) {
            return answer(ended.refusal());
        }
        if (ended.isLast()) {
            return answer(finish());
        }
        Reply failure = receiving().failure();
        if (failure != null) {
            endTransaction();
            return answer(failure);
        }
        return answer(Reply.of(250, "2.0.0", ended.size() + " octets received"));
    }

    private Reply finish() {
        try {
            return receiving().finish();
        } finally {
            endTransaction();
        }
    }

    private Want giveUp() {
        receiving().refuse(Replies.TOO_BIG);
        receiving().finish();
        endTransaction();
        answer(Reply.of(421, "4.3.0", server.hostname() + " Message too long or too slow, closing"));
        return Want.CLOSE;
    }

    /** Copies what is to be looked at into {@link #buffer}; the position stays. */
    private int peek(ByteBuffer in, int most) {
        int length = Math.min(most, in.remaining());
        if (buffer.length < length) {
            buffer = new byte[Math.max(length, Math.min(MAX_READ, 16_384))];
        }
        in.get(in.position(), buffer, 0, length);
        return length;
    }

    private Reply reset(String argument) {
        if (!argument.isEmpty()) {
            return Replies.malformed("RSET has no parameters");
        }
        endTransaction();
        return Replies.OK;
    }

    private Want quit() {
        answer(Reply.of(221, "2.0.0", "Bye"));
        return Want.CLOSE;
    }

    /** Says it, and counts errors. */
    private Want answer(Reply reply) {
        connection.write(reply.toBytes());
        if (reply.isError() && ++errors >= server.maxErrors()) {
            connection.write(Reply.of(421, "4.7.0", server.hostname() + " Too many errors, closing")
                    .toBytes());
            LOG.warn(
                    "event=session-ended reason=too-many-errors connection={} peer={}",
                    connection.id(),
                    connection.peer().getAddress().getHostAddress());
            return Want.CLOSE;
        }
        return COMMAND;
    }

    private void endTransaction() {
        if (receiving != null) {
            receiving.close();
            receiving = null;
        }
        transaction = null;
        data = null;
        chunk = null;
        if (state != CONNECTED) {
            state = GREETED;
        }
    }

    private Transaction transaction() {
        return Objects.requireNonNull(transaction);
    }

    private Receiving receiving() {
        return Objects.requireNonNull(receiving);
    }

    @Override
    public Optional<Frozen> freeze() {
        if (receiving != null || chunk != null) {
            return Optional.empty();
        }
        Transaction open = transaction;
        FrozenSession frozen = open == null
                ? new FrozenSession(state, greeting, errors, "", false, -1, List.of())
                : new FrozenSession(
                        state,
                        greeting,
                        errors,
                        open.sender,
                        open.international,
                        open.declaredSize,
                        open.recipients.stream().map(Principal::address).toList());
        return Optional.of(frozen.toFrozen());
    }

    @Override
    public void closed(Closed why) {
        if (why != Closed.DONE && receiving != null) {
            LOG.info(
                    "event=session-ended reason={} connection={} state=receiving",
                    why.name().toLowerCase(Locale.ROOT),
                    connection.id());
        }
        endTransaction();
    }
}
