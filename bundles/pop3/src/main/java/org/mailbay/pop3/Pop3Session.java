package org.mailbay.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.Mailroom;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Want;
import org.mailbay.store.ObjectId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's dialogue: a command is looked up in {@link Verb}, checked, carried out and answered. */
final class Pop3Session implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Session.class);
    private static final Reply NO_MESSAGE = Reply.error("No such message");

    private final Pop3Protocol server;
    private final Connection connection;
    private final Client client;
    private final LogInDialogue logIn;
    private int errors;
    private boolean utf8;
    /** Both null, or neither. */
    private @Nullable LogIn user;

    private @Nullable Maildrop maildrop;

    Pop3Session(Pop3Protocol server, Connection connection) {
        this(server, connection, new FrozenSession(0, 0, false, "", null));
    }

    private Pop3Session(Pop3Protocol server, Connection connection, FrozenSession frozen) {
        this.server = server;
        this.connection = connection;
        client = new Client(server, connection);
        logIn = new LogInDialogue(client, frozen.name(), frozen.failures());
        errors = frozen.errors();
        utf8 = frozen.utf8();
    }

    /** Goes on with a session of another revision; empty when who logged in may not any more, or a part is away. */
    static Optional<Session> resume(Pop3Protocol server, Connection connection, FrozenSession frozen) {
        Pop3Session session = new Pop3Session(server, connection, frozen);
        FrozenSession.Open open = frozen.open();
        if (open == null) {
            return Optional.of(session);
        }
        try {
            LogIn again = session.client.again(open.user()).orElse(null);
            if (again == null) {
                return Optional.empty();
            }
            try (Lease<Mailroom> mailroom = server.mailroom().acquire(server.patience())) {
                session.maildrop = Maildrop.again(
                        account(mailroom, again).account().snapshot(), open.inbox(), open.emails(), open.deleted());
            }
            session.user = again;
            server.maildrops().enterAgain(again.principal().account());
            return Optional.of(session);
        } catch (IOException e) {
            LOG.warn(
                    "event=session-not-resumed connection={} account-of={}",
                    connection.id(),
                    open.user().address(),
                    e);
            return Optional.empty();
        }
    }

    private static MailAccount account(Lease<Mailroom> mailroom, LogIn user) throws IOException {
        return mailroom.service()
                .open(user.principal(), user.principal().account())
                .orElseThrow(() -> new IOException("no mail in the account"));
    }

    @Override
    public Want opened() {
        // RFC 1939 §7: without a time stamp in angle brackets there is no APOP, which would need passwords that can be
        // read.
        return answer(Reply.ok("Mailbay POP3"));
    }

    @Override
    public Want wants() {
        // RFC 5034 §4: AUTH may come with a long response
        return new Want.Line(maildrop == null ? LogInDialogue.MAX_LINE : CommandLine.MAX_LENGTH);
    }

    @Override
    public Want lineTooLong() {
        return logIn.isOpen() ? turn(logIn.lineTooLong()) : misstep(Reply.error("Line too long"));
    }

    @Override
    public Want line(byte[] line) {
        if (logIn.isOpen()) {
            return turn(logIn.line(line));
        }
        try {
            CommandLine command = CommandLine.parse(line);
            Verb verb = Verb.of(command.verb());
            if (verb == null) {
                return misstep(Reply.error("Unknown command"));
            }
            if (!verb.mayComeIn(maildrop == null ? State.AUTHORIZATION : State.TRANSACTION)) {
                return misstep(Reply.error(verb + " is out of order"));
            }
            if (!verb.takes(command.arguments().size())) {
                return misstep(Reply.error("Syntax: arguments of " + verb));
            }
            Maildrop open = maildrop;
            LogIn who = user;
            return open == null || who == null ? greet(verb, command) : transact(verb, command, open, who);
        } catch (Refusal e) {
            return misstep(e.reply());
        }
    }

    private Want greet(Verb verb, CommandLine command) throws Refusal {
        return switch (verb) {
            case USER -> answer(logIn.user(command.rest().strip()));
            case PASS -> turn(logIn.pass(command.rest()));
            case AUTH -> turn(logIn.auth(command.arguments()));
            case STLS -> startTls();
            case UTF8 -> {
                utf8 = true;
                yield answer(Reply.ok("UTF-8")); // RFC 6856 §2.1
            }
            default -> anywhere(verb, command);
        };
    }

    private Want anywhere(Verb verb, CommandLine command) {
        return switch (verb) {
            case CAPA -> capabilities();
            case LANG -> language(command.arguments());
            case QUIT -> {
                connection.write(Reply.ok("Bye").toBytes());
                yield Want.CLOSE;
            }
            default -> throw new IllegalStateException(verb.toString());
        };
    }

    private Want transact(Verb verb, CommandLine command, Maildrop open, LogIn who) {
        try {
            if (!client.isStillIn(who.credential())) {
                connection.write(new Reply(false, "AUTH", "The password has changed").toBytes());
                return Want.CLOSE;
            }
            List<String> arguments = command.arguments();
            return switch (verb) {
                case STAT -> answer(Reply.ok(open.count() + " " + open.octets()));
                case LIST -> list(open, arguments, number -> Long.toString(open.size(number)));
                case UIDL -> list(open, arguments, open::uniqueId);
                case RETR -> retrieve(open, arguments, who);
                case TOP -> retrieve(open, arguments, who);
                case DELE -> {
                    open.delete(message(open, arguments));
                    yield answer(Reply.ok("Marked"));
                }
                case RSET -> {
                    open.reset();
                    yield answer(Reply.ok(open.count() + " messages"));
                }
                case NOOP -> answer(Reply.ok(""));
                case QUIT -> quit(open, who);
                default -> anywhere(verb, command);
            };
        } catch (Refusal e) {
            return answer(e.reply());
        } catch (IOException e) {
            LOG.error("event=command-failed verb={} connection={}", verb, connection.id(), e);
            return answer(Reply.FAILED);
        }
    }

    private Want startTls() {
        if (!connection.canStartTls()) {
            return answer(Reply.error("TLS is not available"));
        }
        if (utf8) {
            return answer(Reply.error("STLS comes before UTF8")); // RFC 6856 §2.1
        }
        connection.write(Reply.ok("Begin TLS").toBytes());
        return Want.START_TLS;
    }

    @Override
    public Want secured() {
        logIn.forget(); // RFC 2595 §4: forget what was said before
        return wants();
    }

    /** RFC 2449 §5. */
    private Want capabilities() {
        Listing lines = new Listing(connection, Reply.ok("Capability list follows"));
        lines.line("TOP").line("UIDL").line("RESP-CODES").line("AUTH-RESP-CODE").line("PIPELINING");
        lines.line("EXPIRE NEVER").line("UTF8 USER").line("LANG");
        if (client.isConfidential()) {
            lines.line("USER");
            String mechanisms = client.offer().mechanisms().stream()
                    .map(mechanism -> " " + mechanism.wireName())
                    .collect(Collectors.joining());
            if (!mechanisms.isEmpty()) {
                lines.line("SASL" + mechanisms);
            }
        }
        if (maildrop == null && connection.canStartTls()) {
            lines.line("STLS");
        }
        lines.line("IMPLEMENTATION Mailbay").end();
        return wants();
    }

    /** RFC 6856 §3: what is said is English. */
    private Want language(List<String> arguments) {
        if (arguments.isEmpty()) {
            new Listing(connection, Reply.ok("Language listing follows"))
                    .line("en English")
                    .end();
            return wants();
        }
        String tag = arguments.getFirst();
        boolean english = tag.equals("*") || tag.matches("(?i)en(-.*)?|i-default");
        return answer(english ? Reply.ok("en Language is English") : Reply.error("No such language"));
    }

    private Want turn(Turn turn) {
        return switch (turn) {
            case Turn.Say(Reply reply, Want next) -> {
                connection.write(reply.toBytes());
                yield next == null ? wants() : next;
            }
            case Turn.Challenge(String text) -> {
                connection.write(("+ " + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
                yield wants();
            }
            case Turn.In(LogIn who) -> answer(enter(who));
        };
    }

    private Reply enter(LogIn who) {
        if (!server.maildrops().enter(who.principal().account())) {
            server.traffic().inUse();
            return new Reply(false, "IN-USE", "Another session has this maildrop open"); // RFC 2449 §8.1.2
        }
        boolean entered = false;
        try (Lease<Mailroom> mailroom = server.mailroom().acquire(server.patience())) {
            Maildrop opened = Maildrop.of(account(mailroom, who).account().snapshot());
            client.isStillIn(who.credential());
            maildrop = opened;
            user = who;
            entered = true;
            return Reply.ok(opened.count() + " messages (" + opened.octets() + " octets)");
        } catch (AwayException e) {
            return Reply.NOT_HERE;
        } catch (IOException e) {
            LOG.error("event=maildrop-not-opened connection={}", connection.id(), e);
            return Reply.FAILED;
        } finally {
            if (!entered) {
                server.maildrops().leave(who.principal().account());
            }
        }
    }

    private static int message(Maildrop open, List<String> arguments) throws Refusal {
        String text = arguments.getFirst();
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (!open.has(number)) {
            throw new Refusal(NO_MESSAGE);
        }
        return number;
    }

    private Want list(Maildrop open, List<String> arguments, IntFunction<String> what) throws Refusal {
        if (!arguments.isEmpty()) {
            int number = message(open, arguments);
            return answer(Reply.ok(number + " " + what.apply(number)));
        }
        Listing lines = new Listing(connection, Reply.ok(open.count() + " messages"));
        for (int number = 1; number <= open.last(); number++) {
            if (open.has(number)) {
                lines.line(number + " " + what.apply(number));
            }
        }
        lines.end();
        return wants();
    }

    private Want retrieve(Maildrop open, List<String> arguments, LogIn who) throws Refusal {
        int number = message(open, arguments);
        long lines = Long.MAX_VALUE;
        if (arguments.size() > 1) {
            if (!arguments.get(1).matches("[0-9]{1,9}")) {
                throw new Refusal(Reply.error("Syntax: lines of TOP"));
            }
            lines = Long.parseLong(arguments.get(1));
        }
        try {
            new Retrieval(client, who.principal()).send(open.email(number), lines);
            return wants();
        } catch (IOException e) {
            LOG.error("event=message-not-sent connection={} email={}", connection.id(), open.email(number), e);
            return Want.CLOSE;
        }
    }

    /** RFC 1939 §6: now, and not before, what is marked goes. */
    private Want quit(Maildrop open, LogIn who) {
        List<ObjectId> marked = open.deleted();
        Reply reply = Reply.ok("Bye");
        if (!marked.isEmpty()) {
            try (Lease<Mailroom> mailroom = server.mailroom().acquire(server.patience())) {
                int removed = account(mailroom, who)
                        .expunge(open.inbox(), marked, false)
                        .size();
                server.traffic().removed(removed);
                LOG.info(
                        "event=messages-removed account={} count={} connection={}",
                        open.account(),
                        removed,
                        connection.id());
            } catch (MailRefusal | IOException e) {
                LOG.error("event=messages-not-removed account={} connection={}", open.account(), connection.id(), e);
                reply = new Reply(false, "SYS/TEMP", "Some messages were not removed");
            }
        }
        connection.write(reply.toBytes());
        return Want.CLOSE;
    }

    private Want answer(Reply reply) {
        connection.write(reply.toBytes());
        return wants();
    }

    /** Says what was wrong; who does nothing right is sent away. */
    private Want misstep(Reply reply) {
        connection.write(reply.toBytes());
        if (++errors < server.maxErrors()) {
            return wants();
        }
        LOG.warn(
                "event=session-ended reason=too-many-errors connection={} peer={}",
                connection.id(),
                client.address().getHostAddress());
        return Want.CLOSE;
    }

    @Override
    public Want bytes(ByteBuffer bytes) {
        throw new IllegalStateException("bytes were not asked for");
    }

    @Override
    public Optional<Frozen> freeze() {
        if (logIn.isOpen()) {
            return Optional.empty();
        }
        Maildrop open = maildrop;
        LogIn who = user;
        return new FrozenSession(
                        errors,
                        logIn.failures(),
                        utf8,
                        logIn.name(),
                        open == null || who == null
                                ? null
                                : new FrozenSession.Open(who.credential(), open.inbox(), open.emails(), open.marks()))
                .toFrozen();
    }

    @Override
    public void closed(Closed why) {
        Maildrop open = maildrop;
        if (open != null) {
            maildrop = null;
            server.maildrops().leave(open.account());
        }
    }
}
