package org.mailbay.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Secret;
import org.mailbay.net.spi.Want;
import org.mailbay.smtp.auth.Exchange;
import org.mailbay.smtp.auth.Exchange.Step;
import org.mailbay.smtp.auth.Mechanisms;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dialogue of AUTH: RFC 4954. */
final class AuthDialogue {
    /** RFC 4954 §4.5 (12,288 octets), and the line end. */
    static final int MAX_LINE = 12_290;

    private static final Logger LOG = LoggerFactory.getLogger(AuthDialogue.class);
    private static final Turn FAILED = Turn.say(Reply.of(535, "5.7.8", "Authentication credentials invalid"));
    private static final Turn BAD_BASE64 = Turn.say(Reply.of(501, "5.5.2", "Not base64"));

    private final Client client;
    private @Nullable Exchange exchange;
    private String mechanism = "";
    private int failures;

    AuthDialogue(Client client, int failures) {
        this.client = client;
        this.failures = failures;
    }

    /** How often it failed in this session. */
    int failures() {
        return failures;
    }

    /** Whether the next line is not a command. */
    boolean isOpen() {
        return exchange != null;
    }

    /** The AUTH command. */
    Turn begin(String argument) {
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
        mechanism = words[0];
        Optional<Exchange> begun = Mechanisms.begin(mechanism, this::logIn);
        if (begun.isEmpty()) {
            return Turn.say(Reply.of(504, "5.5.4", "Unknown mechanism"));
        }
        exchange = begun.get();
        if (words.length < 2) {
            return exchange.isClientFirst() ? challenge(new byte[0]) : next(new byte[0]);
        }
        // RFC 4954 §4: "=" is a response of no octets
        return answer(words[1].equals("=") ? "" : words[1]);
    }

    private Optional<LogIn> logIn(String name, Secret password) throws IOException {
        try (Lease<Directory> directory = client.server.directory().acquire(client.server.patience())) {
            return directory.service().logIn(name, password);
        }
    }

    /** The client's answer to a challenge. */
    Turn line(byte[] line) {
        int end = line.length - 2;
        if (end < 0 || line[end] != '\r') {
            return abort(Turn.say(Reply.of(500, "5.5.2", "line does not end in CRLF")));
        }
        String text = new String(line, 0, end, StandardCharsets.ISO_8859_1);
        if (text.equals("*")) {
            return abort(Turn.say(Reply.of(501, "5.7.0", "Authentication cancelled"))); // RFC 4954 §4
        }
        return answer(text);
    }

    Turn lineTooLong() {
        return abort(Turn.say(Reply.of(500, "5.5.6", "Authentication exchange line is too long"))); // RFC 4954 §4
    }

    private Turn abort(Turn turn) {
        exchange = null;
        return turn;
    }

    private Turn answer(String base64) {
        byte[] response;
        try {
            response = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return abort(BAD_BASE64);
        }
        return next(response);
    }

    private Turn next(byte[] response) {
        Step step;
        try {
            step = Objects.requireNonNull(exchange).next(response);
        } catch (AwayException e) {
            return abort(Turn.say(Replies.NOT_HERE));
        } catch (IOException e) {
            LOG.atError().setCause(e).log("event=auth outcome=error connection={}", client.connection.id());
            return abort(Turn.say(Reply.of(454, "4.7.0", "Temporary authentication failure")));
        }
        return switch (step) {
            case Step.Challenge(byte[] bytes) -> challenge(bytes);
            case Step.Done(LogIn user) -> abort(done(user));
            case Step.Failed() -> abort(failed());
        };
    }

    private static Turn challenge(byte[] bytes) {
        String text = Base64.getEncoder().encodeToString(bytes);
        return new Turn(List.of(new Reply(334, "", List.of(text))), new Want.Line(MAX_LINE));
    }

    private Turn done(LogIn user) {
        client.user = user;
        failures = 0;
        client.server.traffic().of(client.role).authenticated();
        LOG.info(
                "event=auth outcome=ok mechanism={} account={} peer={} connection={}",
                mechanism,
                user.principal().account(),
                client.address().getHostAddress(),
                client.connection.id());
        return Turn.say(Reply.of(235, "2.7.0", "Authentication successful"));
    }

    private Turn failed() {
        failures++;
        client.server.traffic().of(client.role).notAuthenticated();
        LOG.warn(
                "event=auth outcome=failed mechanism={} failures={} peer={} connection={}",
                mechanism,
                failures,
                client.address().getHostAddress(),
                client.connection.id());
        client.server.pauseAfterFailure();
        if (failures < client.server.maxAuthFailures()) {
            return FAILED;
        }
        List<Reply> last = List.of(
                FAILED.replies().getFirst(),
                Reply.of(421, "4.7.0", client.server.hostname() + " Too many failures, closing"));
        return new Turn(last, Want.CLOSE);
    }
}
