package org.mailbay.smtp.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.net.spi.Want;
import org.mailbay.sasl.Exchange;
import org.mailbay.sasl.Response;
import org.mailbay.sasl.Step;
import org.mailbay.smtp.command.Extensions;
import org.mailbay.smtp.reply.Replies;
import org.mailbay.smtp.reply.Reply;
import org.mailbay.smtp.reply.Turn;
import org.mailbay.smtp.session.Client;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dialogue of AUTH: RFC 4954. */
public final class AuthDialogue {
    /** A response, and the line end. */
    public static final int MAX_LINE = Response.MAX_LINE + 2;

    private static final Logger LOG = LoggerFactory.getLogger(AuthDialogue.class);
    private static final Reply WRONG = Reply.of(535, "5.7.8", "Authentication credentials invalid");

    private final Client client;
    private @Nullable Exchange<LogIn> exchange;
    private int failures;

    public AuthDialogue(Client client, int failures) {
        this.client = client;
        this.failures = failures;
    }

    /** How often it failed in this session. */
    public int failures() {
        return failures;
    }

    /** Whether the next line is not a command. */
    public boolean isOpen() {
        return exchange != null;
    }

    /** The AUTH command. */
    public Turn begin(String argument) {
        Extensions offered = client.extensions();
        if (!offered.hasAuth()) {
            return Turn.say(
                    offered.canStartTls()
                            ? Reply.of(538, "5.7.11", "Encryption required, say STARTTLS first") // RFC 4954 §4
                            : Reply.of(502, "5.5.1", "AUTH is not offered here"));
        }
        if (client.user != null) {
            return Turn.say(Reply.of(503, "5.5.1", "Already authenticated")); // RFC 4954 §4
        }
        String[] words = argument.split(" +", 2);
        Optional<Exchange<LogIn>> begun = offered.login().begin(words[0]);
        if (begun.isEmpty()) {
            return Turn.say(Reply.of(504, "5.5.4", "Unknown mechanism"));
        }
        exchange = begun.get();
        return words.length < 2 ? go(null) : answer(Response.initial(words[1]));
    }

    /** The client's answer to a challenge. */
    public Turn line(byte[] line) {
        int end = line.length - 2;
        if (end < 0 || line[end] != '\r') {
            return abort(Reply.of(500, "5.5.2", "line does not end in CRLF"));
        }
        return answer(Response.of(new String(line, 0, end, StandardCharsets.ISO_8859_1)));
    }

    public Turn lineTooLong() {
        return abort(Reply.of(500, "5.5.6", "Authentication exchange line is too long")); // RFC 4954 §4
    }

    private Turn answer(Response response) {
        return switch (response) {
            case Response.Data(byte[] bytes) -> go(bytes);
            case Response.Cancel() -> abort(Reply.of(501, "5.7.0", "Authentication cancelled")); // RFC 4954 §4
            case Response.Malformed() -> abort(Reply.of(501, "5.5.2", "Not base64"));
        };
    }

    private Turn abort(Reply reply) {
        exchange = null;
        return Turn.say(reply);
    }

    /** @param response null when the client sent none along with the command */
    private Turn go(byte @Nullable [] response) {
        Exchange<LogIn> open = Objects.requireNonNull(exchange);
        Step<LogIn> step;
        try (Lease<Directory> directory = client.server.directory().acquire(client.server.patience())) {
            var door = directory.service().door(client.address(), "smtp");
            step = response == null ? open.start(null, door) : open.next(response, door);
        } catch (AwayException e) {
            return abort(Replies.NOT_HERE);
        } catch (IOException e) {
            LOG.atError().setCause(e).log("event=auth outcome=error connection={}", client.connection.id());
            return abort(Reply.of(454, "4.7.0", "Temporary authentication failure"));
        }
        return switch (step) {
            case Step.Challenge<LogIn> challenge ->
                new Turn(
                        List.of(new Reply(334, "", List.of(Response.toLine(challenge.bytes())))),
                        new Want.Line(MAX_LINE));
            case Step.Success<LogIn> success -> done(open, success.who());
            case Step.Refused<LogIn> refused -> failed(open, refused.why(), WRONG);
            case Step.Malformed<LogIn> malformed -> abort(Reply.of(501, "5.5.2", malformed.why()));
            case Step.Later<LogIn> later ->
                failed(
                        open,
                        "too many failures",
                        Reply.of(
                                454,
                                "4.7.0",
                                "Too many failed log-ins, try again in "
                                        + later.after().toSeconds() + " seconds"));
        };
    }

    private Turn done(Exchange<LogIn> open, LogIn user) {
        exchange = null;
        client.user = user;
        failures = 0;
        client.server.traffic().of(client.role).authenticated();
        LOG.info(
                "event=auth outcome=ok mechanism={} account={} peer={} connection={}",
                open.mechanism(),
                user.principal().account(),
                client.address().getHostAddress(),
                client.connection.id());
        return Turn.say(Reply.of(235, "2.7.0", "Authentication successful"));
    }

    private Turn failed(Exchange<LogIn> open, String why, Reply reply) {
        exchange = null;
        failures++;
        client.server.traffic().of(client.role).notAuthenticated();
        LOG.warn(
                "event=auth outcome=failed mechanism={} reason=\"{}\" failures={} peer={} connection={}",
                open.mechanism(),
                why,
                failures,
                client.address().getHostAddress(),
                client.connection.id());
        client.server.pauseAfterFailure();
        if (failures < client.server.maxAuthFailures()) {
            return Turn.say(reply);
        }
        Reply last = Reply.of(421, "4.7.0", client.server.hostname() + " Too many failures, closing");
        return new Turn(List.of(reply, last), Want.CLOSE);
    }
}
