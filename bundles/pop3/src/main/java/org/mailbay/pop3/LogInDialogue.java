package org.mailbay.pop3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.net.spi.Want;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Exchange;
import org.mailbay.sasl.Response;
import org.mailbay.sasl.Step;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ways to log in: USER with PASS (RFC 1939 §7), AUTH (RFC 5034). */
final class LogInDialogue {
    /** A SASL response, and the line end. */
    static final int MAX_LINE = Response.MAX_LINE + 2;

    private static final String SERVICE = "pop3";

    private static final Logger LOG = LoggerFactory.getLogger(LogInDialogue.class);
    /** RFC 3206 §4: the user can do something about it. */
    private static final Reply WRONG = new Reply(false, "AUTH", "Authentication credentials invalid");

    private static final Reply IN_CLEAR = Reply.error("Encryption required, say STLS first");

    private final Client client;
    private @Nullable Exchange<LogIn> exchange;
    private String name = "";
    private int failures;

    LogInDialogue(Client client, String name, int failures) {
        this.client = client;
        this.name = name;
        this.failures = failures;
    }

    /** How often it failed in this session. */
    int failures() {
        return failures;
    }

    /** What USER said; empty when it has not come. */
    String name() {
        return name;
    }

    /** Forgets what was said before TLS (RFC 2595 §4). */
    void forget() {
        name = "";
    }

    /** Whether the next line is not a command. */
    boolean isOpen() {
        return exchange != null;
    }

    /** RFC 1939 §7: whether there is such a user is not said. */
    Reply user(String given) {
        if (!client.isConfidential()) {
            return IN_CLEAR;
        }
        name = given;
        return Reply.ok("Send PASS");
    }

    Turn pass(String password) {
        if (!client.isConfidential()) {
            return Turn.say(IN_CLEAR);
        }
        if (name.isEmpty()) {
            return Turn.say(Reply.error("USER comes first"));
        }
        String given = name;
        name = "";
        try (Lease<Directory> directory = client.server.directory().acquire(client.server.patience())) {
            return switch (directory.service().door(client.address(), SERVICE).password(given, password)) {
                case Answer.In<LogIn>(LogIn user) -> done("USER", user);
                case Answer.Wrong<LogIn>() -> failed("USER", "credentials", WRONG);
                case Answer.Later<LogIn>(var after) -> failed("USER", "too many failures", later(after.toSeconds()));
            };
        } catch (AwayException e) {
            return Turn.say(Reply.NOT_HERE);
        } catch (IOException e) {
            return Turn.say(broken(e));
        }
    }

    Turn auth(List<String> arguments) {
        name = "";
        if (!client.isConfidential()) {
            return Turn.say(IN_CLEAR);
        }
        Optional<Exchange<LogIn>> begun = client.offer().begin(arguments.getFirst());
        if (begun.isEmpty()) {
            return Turn.say(Reply.error("Unknown mechanism")); // RFC 5034 §4
        }
        exchange = begun.get();
        return arguments.size() < 2 ? go(null) : answer(Response.initial(arguments.get(1)));
    }

    /** The client's answer to a challenge. */
    Turn line(byte[] line) {
        int end = line.length - 1;
        if (end > 0 && line[end - 1] == '\r') {
            end--;
        }
        return answer(Response.of(new String(line, 0, end, StandardCharsets.ISO_8859_1)));
    }

    Turn lineTooLong() {
        return abort(Reply.error("Line too long"));
    }

    private Turn answer(Response response) {
        return switch (response) {
            case Response.Data(byte[] bytes) -> go(bytes);
            case Response.Cancel() -> abort(Reply.error("Authentication cancelled")); // RFC 5034 §4
            case Response.Malformed() -> abort(Reply.error("Not base64"));
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
            var door = directory.service().door(client.address(), SERVICE);
            step = response == null ? open.start(null, door) : open.next(response, door);
        } catch (AwayException e) {
            return abort(Reply.NOT_HERE);
        } catch (IOException e) {
            return abort(broken(e));
        }
        String mechanism = open.mechanism().wireName();
        return switch (step) {
            case Step.Challenge<LogIn> challenge -> new Turn.Challenge(Response.toLine(challenge.bytes()));
            case Step.Success<LogIn> success -> done(mechanism, success.who());
            case Step.Refused<LogIn> refused -> failed(mechanism, refused.why(), WRONG);
            case Step.Malformed<LogIn> malformed -> abort(Reply.error(malformed.why()));
            case Step.Later<LogIn> later ->
                failed(mechanism, "too many failures", later(later.after().toSeconds()));
        };
    }

    private static Reply later(long seconds) {
        return new Reply(false, "SYS/TEMP", "Too many failed log-ins, try again in " + seconds + " seconds");
    }

    private Reply broken(IOException e) {
        LOG.atError()
                .setCause(e)
                .log(
                        "event=auth outcome=error connection={} peer={}",
                        client.connection.id(),
                        client.address().getHostAddress());
        return Reply.FAILED;
    }

    private Turn done(String mechanism, LogIn user) {
        exchange = null;
        failures = 0;
        client.server.traffic().authenticated();
        LOG.info(
                "event=auth outcome=ok mechanism={} account={} peer={} connection={}",
                mechanism,
                user.principal().account(),
                client.address().getHostAddress(),
                client.connection.id());
        return new Turn.In(user);
    }

    private Turn failed(String mechanism, String why, Reply reply) {
        exchange = null;
        failures++;
        client.server.traffic().notAuthenticated();
        LOG.warn(
                "event=auth outcome=failed mechanism={} reason=\"{}\" failures={} peer={} connection={}",
                mechanism,
                why,
                failures,
                client.address().getHostAddress(),
                client.connection.id());
        client.server.pauseAfterFailure();
        return new Turn.Say(reply, failures < client.server.maxAuthFailures() ? null : Want.CLOSE);
    }
}
