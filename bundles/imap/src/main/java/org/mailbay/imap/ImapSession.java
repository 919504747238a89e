package org.mailbay.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.command.Command;
import org.mailbay.imap.command.Command.News;
import org.mailbay.imap.command.Commands;
import org.mailbay.imap.command.Commands.Named;
import org.mailbay.imap.command.Done;
import org.mailbay.imap.grammar.CommandReader;
import org.mailbay.imap.grammar.Declined;
import org.mailbay.imap.grammar.Diversion;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.grammar.Step;
import org.mailbay.imap.search.LiveSearch;
import org.mailbay.imap.session.Announcer;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Listening;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.Services;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.imap.session.Watchers.Watcher;
import org.mailbay.mail.MailRefusal;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Want;
import org.mailbay.store.AccountId;
import org.mailbay.swap.AwayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's dialogue: puts commands together, carries them out, answers, and tells what is new around them. */
final class ImapSession implements Session, Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(ImapSession.class);

    /** A line within a dialogue: a response of SASL, or DONE. */
    private static final Want DIALOGUE_LINE = new Want.Line(org.mailbay.sasl.Response.MAX_LINE + 2);

    private static final Input NOTHING = Input.of("", false);

    private final Consumer<ImapSession> left;
    private final Services services;
    private final Connection connection;
    private final Client client;
    private final CommandReader reader;
    private int errors;

    /** The dialogue that goes on, and the command that it is of. */
    private Done.@Nullable Dialogue dialogue;

    private String tag = "*";
    private String name = "";
    private long begun;

    /** The accounts that it waits for news of. */
    private Set<AccountId> watched = Set.of();

    /** @param left is told when the session has ended */
    ImapSession(Services services, Connection connection, Consumer<ImapSession> left) {
        this.left = left;
        this.services = services;
        this.connection = connection;
        client = new Client(services, connection);
        reader = new CommandReader(this::divert, CommandReader.LITERAL_PLUS);
    }

    /** Goes on where another revision stopped. */
    ImapSession(Services services, Connection connection, Consumer<ImapSession> left, FrozenSession frozen)
            throws IOException {
        this(services, connection, left);
        frozen.into(client);
        reader.loggedIn(client.state() != State.NOT_AUTHENTICATED);
        reader.utf8(client.isUtf8());
        if (frozen.idleTag() != null) {
            tag = frozen.idleTag();
            name = "IDLE";
            dialogue = Commands.idling();
            services.traffic().idle(1);
        }
        if (dialogue != null || client.listening() != null) {
            watch();
            connection.execute(this::look); // what happened meanwhile
        }
    }

    Client client() {
        return client;
    }

    @Override
    public Want opened() {
        out().raw("* OK [CAPABILITY ")
                .raw(Commands.capabilities(client))
                .raw("] Mailbay ready")
                .crlf()
                .flush();
        return wants();
    }

    @Override
    public Want wants() {
        return dialogue != null ? DIALOGUE_LINE : reader.next();
    }

    private Out out() {
        return new Out(connection::write, client.isUtf8());
    }

    @Override
    public Want line(byte[] line) {
        return dialogue != null ? proceed(line) : step(reader.line(line));
    }

    @Override
    public Want lineTooLong() {
        return step(reader.lineTooLong());
    }

    @Override
    public Want bytes(ByteBuffer bytes) {
        return step(reader.bytes(bytes));
    }

    private Want step(Step step) {
        return switch (step) {
            case Step.More(Want want) -> want;
            case Step.Go(Want want) -> {
                out().raw("+ go ahead").crlf().flush();
                yield want;
            }
            case Step.Command(Input input) -> command(input);
            case Step.Refusal refusal -> {
                tag = refusal.tag();
                name = "?";
                begun = System.nanoTime();
                String code = refusal.code() == null ? "" : refusal.code();
                Want next = answered(out(), new Answer(refusal.status(), code, refusal.text(), null));
                yield next instanceof Want.Close ? next : refusal.want();
            }
            case Step.Over(String code, String text) -> {
                out().status("*", "BYE", code, text).flush();
                yield Want.CLOSE;
            }
        };
    }

    /** What a command came to. */
    private record Answer(
            String status,
            String code,
            String text,
            @Nullable Want next) {}

    private Want command(Input input) {
        begun = System.nanoTime();
        tag = "*";
        name = "?";
        Out out = out();
        try {
            tag = input.tag();
            input.space();
            Optional<Named> named = Commands.read(input);
            if (named.isEmpty()) {
                throw new Malformed("unknown command");
            }
            name = named.get().name();
            Command command = named.get().command();
            if (!command.states().contains(client.state())) {
                throw new Malformed(name + " cannot be said now"); // RFC 9051 §3: in the wrong state
            }
            if (client.has(Feature.UIDONLY) && named.get().isByNumber()) {
                throw Malformed.number();
            }
            return run(new Turn(client, tag, named.get().isUid(), input, out), command);
        } catch (Malformed e) {
            return answered(out, new Answer("BAD", e.code(), e.why(), null));
        }
    }

    private Want run(Turn turn, Command command) {
        News news = command.news(turn.isUid());
        try (turn) {
            Answer answer;
            try {
                if (news != News.NONE) {
                    Announcer.announce(turn, news == News.ALL);
                }
                Done done = command.run(turn);
                if (done instanceof Done.Ask ask) {
                    return ask(turn.out(), ask);
                }
                answer = answer(done);
            } catch (Exception | LinkageError e) {
                answer = failed(e);
            }
            announce(turn, news);
            return answered(turn.out(), answer);
        }
    }

    private void announce(Turn turn, News news) {
        try {
            if (news != News.NONE) {
                Announcer.announce(turn, news != News.NO_EXPUNGE);
            }
        } catch (IOException | RuntimeException e) {
            failed(e); // what is new is told after the next command
        }
    }

    private Want ask(Out out, Done.Ask ask) {
        dialogue = ask.dialogue();
        out.raw("+ ").raw(ask.prompt()).crlf().flush();
        if (ask.dialogue().isIdle()) {
            services.traffic().idle(1);
            watch();
            look(); // what happened before anybody watched
        }
        return DIALOGUE_LINE;
    }

    /** A line of a dialogue. */
    private Want proceed(byte[] line) {
        Done.Dialogue going = dialogue;
        Out out = out();
        if (going == null) {
            throw new IllegalStateException("no dialogue");
        }
        int end = line.length;
        while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        try (Turn turn = new Turn(client, tag, false, NOTHING, out)) {
            Answer answer;
            try {
                Done done = going.line(turn, Arrays.copyOf(line, end));
                if (done instanceof Done.Ask ask) {
                    dialogue = ask.dialogue();
                    out.raw("+ ").raw(ask.prompt()).crlf().flush();
                    return DIALOGUE_LINE;
                }
                answer = answer(done);
            } catch (Exception | LinkageError e) {
                answer = failed(e);
            }
            if (going.isIdle()) {
                announce(turn, News.ALL);
            }
            end();
            return answered(out, answer);
        }
    }

    private void end() {
        Done.Dialogue over = dialogue;
        dialogue = null;
        if (over != null && over.isIdle()) {
            services.traffic().idle(-1);
            watch();
        }
    }

    private static Answer answer(Done done) {
        return switch (done) {
            case Done.Ok(String code, String text, Want next) -> new Answer("OK", code, text, next);
            case Done.No(String code, String text, Want next) -> new Answer("NO", code, text, next);
            case Done.Ask _ -> throw new IllegalStateException("a question is no answer");
        };
    }

    /** RFC 9051 §7.1, RFC 5530 §3. */
    private Answer failed(Throwable e) {
        return switch (e) {
            case Malformed malformed when malformed.isName() -> new Answer("NO", "CANNOT", malformed.why(), null);
            case Malformed malformed -> new Answer("BAD", malformed.code(), malformed.why(), null);
            case Refused refused -> new Answer("NO", refused.code(), String.valueOf(refused.getMessage()), null);
            case MailRefusal refusal ->
                new Answer("NO", code(refusal.reason()), String.valueOf(refusal.getMessage()), null);
            case AwayException _ ->
                new Answer("NO", "UNAVAILABLE", "A part of the server is being replaced, try again", null);
            default -> {
                LOG.error("event=imap-command outcome=failed command={} connection={}", name, connection.id(), e);
                yield new Answer(
                        "NO", "SERVERBUG", "Something failed here; nothing was changed that was not told", null);
            }
        };
    }

    private static String code(MailRefusal.Reason reason) {
        return switch (reason) {
            case NONEXISTENT -> "NONEXISTENT";
            case ALREADY_EXISTS -> "ALREADYEXISTS";
            case NO_PERMISSION -> "NOPERM";
            case HAS_CHILDREN -> "HASCHILDREN";
            case CANNOT, NO_MESSAGE -> "CANNOT";
            case OVER_QUOTA -> "OVERQUOTA";
            case LIMIT -> "LIMIT";
        };
    }

    /** Says how the command ended. */
    private Want answered(Out out, Answer answer) {
        out.status(tag, answer.status, answer.code.isEmpty() ? null : answer.code, answer.text);
        services.traffic()
                .command(
                        name,
                        answer.status,
                        System.nanoTime() - begun,
                        services.clock().instant(),
                        connection.id());
        errors = answer.status.equals("BAD") ? errors + 1 : 0;
        boolean isTooMuch = errors >= services.limits().maxErrors();
        if (isTooMuch) {
            out.status("*", "BYE", null, "Too many errors");
            LOG.warn(
                    "event=session-ended reason=too-many-errors protocol=imap connection={} peer={}",
                    connection.id(),
                    client.address().getHostAddress());
        }
        out.flush();
        tag = "*";
        reader.loggedIn(client.state() != State.NOT_AUTHENTICATED);
        reader.utf8(client.isUtf8());
        if (isTooMuch) {
            return Want.CLOSE;
        }
        if (client.listening() != null || !watched.isEmpty()) {
            watch();
            connection.execute(this::look); // RFC 5465 §3.1: what could not be told around the command
        }
        return answer.next == null ? wants() : answer.next;
    }

    @Override
    public Want secured() {
        client.logIn(null);
        return wants();
    }

    @Override
    public Want compressed() {
        return wants();
    }

    /** Where literals go that are messages. */
    private Optional<Diversion.Sink> divert(Input soFar, long size, boolean binary) throws Declined, Malformed {
        soFar.tag();
        soFar.space();
        Optional<Named> named = Commands.read(soFar);
        if (named.isEmpty() || !named.get().command().states().contains(client.state())) {
            return Optional.empty();
        }
        return named.get().command().divert(client, soFar, size, binary);
    }

    /** Waits for news of what the client wants to hear of at once, and of nothing else. */
    private void watch() {
        Set<AccountId> wanted = new HashSet<>();
        Done.Dialogue going = dialogue;
        Listening listening = client.listening();
        Selected selected = client.selected();
        boolean hearsSelected = listening == null
                ? going != null && going.isIdle()
                : listening.ofSelected() != Listening.OfSelected.NOTHING;
        if (selected != null && hearsSelected) {
            wanted.add(selected.account());
        }
        if (listening != null) {
            wanted.addAll(listening.accounts());
        } else if (going != null && going.isIdle()) {
            wanted.addAll(client.annotations().told().keySet());
        }
        if (!wanted.equals(watched)) {
            watched.stream().filter(account -> !wanted.contains(account)).forEach(this::unwatch);
            wanted.stream()
                    .filter(account -> !watched.contains(account))
                    .forEach(account -> services.watchers().add(account, this));
            watched = Set.copyOf(wanted);
        }
    }

    private void unwatch(AccountId account) {
        services.watchers().remove(account, this);
    }

    @Override
    public void changed(AccountId account) {
        connection.execute(this::look);
    }

    /** Tells what is new, if the client waits for that. */
    private void look() {
        Done.Dialogue going = dialogue;
        Listening listening = client.listening();
        boolean isIdle = going != null && going.isIdle();
        if (!isIdle && (listening == null || going != null)) {
            return;
        }
        Out out = out();
        try (Turn turn = new Turn(client, tag, false, NOTHING, out)) {
            // RFC 5465 §6.1.2
            announce(turn, isIdle || listening != null && !listening.isDelayed() ? News.ALL : News.NO_EXPUNGE);
            out.flush();
        }
        if (listening != null) {
            watch(); // a mailbox of another account may be among those to hear of now
        }
    }

    /** Ends the session, because who is logged in may not be any more. */
    void expel() {
        connection.execute(() -> {
            out().status("*", "BYE", null, "Your password or token is no longer valid")
                    .flush();
            connection.close();
        });
    }

    @Override
    public Optional<Frozen> freeze() {
        Done.Dialogue going = dialogue;
        boolean isBoundary = going == null ? reader.isBetween() : going.isIdle();
        if (!isBoundary) {
            return Optional.empty();
        }
        Selected selected = client.selected();
        if (selected != null && !selected.live().isEmpty()) {
            Out out = out(); // what is frozen does not hold them
            selected.live().forEach(search -> LiveSearch.end(out, search.tag()));
            out.flush();
        }
        return FrozenSession.of(client, listening(), going == null ? null : tag).toFrozen();
    }

    /** What the client listens for; where that is too much to be moved, it is told that it hears no more (RFC 5465 §5.8). */
    private byte @Nullable [] listening() {
        Listening listening = client.listening();
        if (listening == null) {
            return null;
        }
        byte[] bytes = listening.toBytes();
        if (bytes.length > 0 && bytes.length <= FrozenSession.MOST_LISTENING) {
            return bytes;
        }
        out().raw("* OK [NOTIFICATIONOVERFLOW] What is to be told must be said again")
                .crlf()
                .flush();
        return Commands.deaf();
    }

    @Override
    public void closed(Closed why) {
        if (dialogue != null) {
            end();
        }
        watched.forEach(this::unwatch);
        watched = Set.of();
        reader.close();
        services.traffic().closed();
        left.accept(this);
    }
}
