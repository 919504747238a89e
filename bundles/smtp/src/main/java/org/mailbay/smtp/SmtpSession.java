package org.mailbay.smtp;

import static org.mailbay.smtp.command.State.CHUNKS;
import static org.mailbay.smtp.command.State.CONNECTED;
import static org.mailbay.smtp.command.State.GREETED;
import static org.mailbay.smtp.command.State.MAIL_GIVEN;
import static org.mailbay.smtp.command.State.RCPT_GIVEN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Want;
import org.mailbay.smtp.auth.AuthDialogue;
import org.mailbay.smtp.command.CommandLine;
import org.mailbay.smtp.command.CommandLine.Malformed;
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.command.State;
import org.mailbay.smtp.command.Verb;
import org.mailbay.smtp.envelope.Envelopes;
import org.mailbay.smtp.envelope.Judge;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.message.Intake;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.reply.Replies;
import org.mailbay.smtp.reply.Reply;
import org.mailbay.smtp.reply.Turn;
import org.mailbay.smtp.session.Client;
import org.mailbay.smtp.session.Greeting;
import org.mailbay.smtp.session.Server;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.mailbay.trace.spi.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's dialogue: a command is looked up in {@link Verb}, checked, carried out and answered. */
final class SmtpSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    /** Commands in a row that bring no mail on. */
    private static final int MAX_IDLE = 1_000;

    private final Server server;
    private final Connection connection;
    private final Client client;
    private final Envelopes envelopes;
    private final Intake intake;
    private final AuthDialogue auth;
    private State state = CONNECTED;
    private final long begun = System.nanoTime();
    private int errors;
    private int idle;
    private @Nullable Transaction transaction;

    SmtpSession(Server server, Connection connection, Role role) {
        this(server, connection, role, 0);
    }

    private SmtpSession(Server server, Connection connection, Role role, int authFailures) {
        this.server = server;
        this.connection = connection;
        client = new Client(server, connection, role);
        envelopes = new Envelopes(client);
        intake = new Intake(client);
        auth = new AuthDialogue(client, authFailures);
    }

    SmtpSession(Server server, Connection connection, Role role, FrozenSession frozen) {
        this(server, connection, role, frozen.authFailures());
        state = frozen.state();
        client.greeting = frozen.greeting();
        client.verdict = frozen.verdict();
        client.results.addAll(frozen.results());
        errors = frozen.errors();
        try {
            if (frozen.user() != null) {
                client.user = again(frozen.user());
            }
            FrozenSession.Open open = frozen.transaction();
            if (open != null) {
                Transaction again = new Transaction(open.traceId(), open.begun(), open.sender(), open.parameters());
                again.verdict = open.verdict();
                again.results.addAll(open.results());
                for (FrozenSession.Rcpt recipient : open.recipients()) {
                    again.recipients.add(envelopes.route(again, recipient.address(), recipient.parameters()));
                }
                transaction = again;
            }
        } catch (IOException | Refusal e) {
            throw new IllegalStateException("what was accepted is not accepted now", e);
        }
    }

    /** Who logged in before the session was frozen, if what they did it with is still good. */
    private LogIn again(Credential credential) throws IOException {
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            if (directory.service().isValid(credential)) {
                return directory
                        .service()
                        .principal(credential.address())
                        .map(principal -> new LogIn(principal, credential))
                        .orElseThrow(() -> new IOException("the user is gone"));
            }
        }
        throw new IOException("the credential is good no more");
    }

    @Override
    public Want opened() {
        String protocol = client.role == Role.LMTP ? " LMTP Mailbay" : " ESMTP Mailbay";
        return answer(new Reply(220, "", List.of(server.hostname() + protocol)));
    }

    @Override
    public Want wants() {
        // RFC 4954 §4: AUTH may come with a long response
        return new Want.Line(client.role == Role.SUBMISSION ? AuthDialogue.MAX_LINE : CommandLine.MAX_LENGTH);
    }

    @Override
    public Want lineTooLong() {
        return auth.isOpen() ? answer(auth.lineTooLong()) : answer(Reply.of(500, "5.5.2", "Line too long"));
    }

    @Override
    public Want line(byte[] line) {
        if (auth.isOpen()) {
            return answer(auth.line(line));
        }
        try {
            CommandLine command = CommandLine.parse(line);
            Verb verb = Verb.of(command.verb());
            if (verb == null || !verb.isFor(client.role)) {
                return answer(Reply.of(500, "5.5.1", "Unknown command"));
            }
            idle = verb.isIdle() ? idle + 1 : 0;
            if (idle > MAX_IDLE) {
                return answer(Turn.close(
                        Reply.of(421, "4.7.0", server.hostname() + " Too many commands without mail, closing")));
            }
            if (!verb.mayComeIn(state)) {
                return outOfOrder(verb, command);
            }
            return proceed(verb, command.argument());
        } catch (Malformed e) {
            return answer(Reply.of(500, "5.5.2", e.getMessage()));
        } catch (Refusal e) {
            return answer(e.reply());
        }
    }

    private Want outOfOrder(Verb verb, CommandLine command) {
        Reply reply = Reply.of(503, "5.5.1", verb + " is out of order");
        if (verb == Verb.BDAT) {
            return content(intake.refuse(command.argument(), reply));
        }
        if (verb == Verb.DATA && state == MAIL_GIVEN) {
            // RFC 2920 §3.1; RFC 2033 §4.2
            reply = client.role == Role.LMTP
                    ? Reply.of(503, "5.5.1", "No valid recipients")
                    : Reply.of(554, "5.5.1", "No valid recipients");
        }
        return answer(reply);
    }

    private Want proceed(Verb verb, String argument) throws Malformed, Refusal {
        return switch (verb) {
            case EHLO, LHLO -> hello(verb, argument, true);
            case HELO -> hello(verb, argument, false);
            case STARTTLS -> startTls(argument);
            case AUTH -> answer(auth.begin(argument));
            case MAIL -> mail(argument);
            case RCPT -> rcpt(argument);
            case DATA -> data(argument);
            case BDAT -> content(intake.bdat(argument, transaction()));
            case RSET -> answer(reset(argument));
            case NOOP -> answer(Replies.OK);
            case HELP -> answer(Reply.of(214, "2.0.0", "See RFC 5321"));
            case VRFY -> answer(Reply.of(252, "2.1.5", "Send some mail, I will try my best"));
            case EXPN -> answer(Reply.of(502, "5.5.1", "EXPN is not offered"));
            case QUIT -> answer(Turn.close(Reply.of(221, "2.0.0", "Bye")));
        };
    }

    private Want hello(Verb verb, String name, boolean extended) {
        // RFC 5321 §4.1.1.1; what is accepted here goes into the Received field.
        if (!name.matches("[\\p{L}\\p{N}._:\\[\\]-]{1,255}")) {
            return answer(Replies.malformed(verb + " hostname"));
        }
        endTransaction();
        client.greeting = new Greeting(name, extended);
        try {
            new Judge(client).connection();
        } catch (AwayException e) {
            return answer(Replies.NOT_HERE);
        } catch (Refusal e) {
            return answer(Turn.close(e.reply()));
        }
        state = GREETED;
        List<String> lines = new ArrayList<>(List.of(server.hostname()));
        if (extended) {
            lines.addAll(client.extensions().keywords(server.now()));
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
        return answer(Turn.say(Reply.of(220, "2.0.0", "Ready to start TLS")).then(Want.START_TLS));
    }

    @Override
    public Want secured() {
        endTransaction();
        client.forget();
        state = CONNECTED; // RFC 3207 §4.2: forget what was said before
        return wants();
    }

    private Want mail(String argument) throws Malformed, Refusal {
        Envelopes.Begun begun = envelopes.mail(argument);
        transaction = begun.transaction();
        state = MAIL_GIVEN;
        return answer(begun.reply());
    }

    private Want rcpt(String argument) throws Malformed, Refusal {
        Reply reply = envelopes.rcpt(argument, transaction());
        if (reply.code() == 250) {
            state = RCPT_GIVEN;
        }
        return answer(reply);
    }

    private Want data(String argument) {
        return argument.isEmpty()
                ? answer(intake.data(transaction()))
                : answer(Replies.malformed("DATA has no parameters"));
    }

    @Override
    public Want bytes(ByteBuffer in) {
        return content(intake.bytes(in));
    }

    /** What content came to: while it is under way nothing ends, afterwards the transaction is over. */
    private Want content(Turn turn) {
        if (intake.isIdle()) {
            endTransaction();
        } else if (intake.isReceiving() && turn.next() == null) {
            state = CHUNKS;
        }
        return answer(turn);
    }

    private Reply reset(String argument) {
        if (!argument.isEmpty()) {
            return Replies.malformed("RSET has no parameters");
        }
        endTransaction();
        return Replies.OK;
    }

    private Want answer(Reply reply) {
        return answer(Turn.say(reply));
    }

    /** Says it, and counts errors. */
    private Want answer(Turn turn) {
        boolean isError = false;
        for (Reply reply : turn.replies()) {
            connection.write(reply.toBytes());
            isError |= reply.isError();
        }
        if (isError && ++errors >= server.maxErrors() && turn.next() != Want.CLOSE) {
            connection.write(Reply.of(421, "4.7.0", server.hostname() + " Too many errors, closing")
                    .toBytes());
            LOG.warn(
                    "event=session-ended reason=too-many-errors connection={} peer={}",
                    connection.id(),
                    client.address().getHostAddress());
            return Want.CLOSE;
        }
        return turn.next() == null ? wants() : turn.next();
    }

    private void endTransaction() {
        intake.close();
        transaction = null;
        if (state != CONNECTED) {
            state = GREETED;
        }
    }

    private Transaction transaction() {
        return Objects.requireNonNull(transaction);
    }

    @Override
    public Optional<Frozen> freeze() {
        if (!intake.isIdle() || auth.isOpen()) {
            return Optional.empty();
        }
        Transaction open = transaction;
        return new FrozenSession(
                        state,
                        client.greeting,
                        errors,
                        auth.failures(),
                        client.user == null ? null : client.user.credential(),
                        client.verdict,
                        List.copyOf(client.results),
                        open == null
                                ? null
                                : new FrozenSession.Open(
                                        open.traceId,
                                        open.begun,
                                        open.sender,
                                        open.parameters,
                                        open.verdict,
                                        List.copyOf(open.results),
                                        open.recipients.stream()
                                                .map(recipient -> new FrozenSession.Rcpt(
                                                        recipient.address(), recipient.parameters()))
                                                .toList()))
                .toFrozen();
    }

    @Override
    public void closed(Closed why) {
        if (why != Closed.DONE && intake.isReceiving()) {
            LOG.info(
                    "event=session-ended reason={} connection={} state=receiving",
                    why.name().toLowerCase(Locale.ROOT),
                    connection.id());
        }
        endTransaction();
        if (server.spans().isWanted()) {
            server.spans()
                    .ended(
                            Span.Kind.SERVER,
                            "smtp session",
                            "",
                            server.now(),
                            System.nanoTime() - begun,
                            false,
                            "connection",
                            connection.id(),
                            "role",
                            client.role.word(),
                            "peer",
                            client.address().getHostAddress(),
                            "end",
                            why.name().toLowerCase(Locale.ROOT));
        }
    }
}
