package org.mailbay.smtp.out;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.Exchange;
import org.mailbay.sasl.Offer;
import org.mailbay.sasl.Response;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;
import org.mailbay.sasl.Step;
import org.mailbay.testkit.Configurations;

/** AUTH at a relay host whose side is the library's. */
class RelayLogInTest {
    private static final List<Destination> TO = List.of(new Destination("you@there.example", Map.of()));
    private static final ScramVerifier VERIFIER = ScramVerifier.of(ScramHash.SHA_256, "secret", new Random(1));

    /** Knows one password, by its verifier only. */
    private static final class Relay implements Door<String> {
        private Exchange<String> exchange;

        @Override
        public Answer<String> password(String name, String password) {
            throw new AssertionError("a password was shown");
        }

        @Override
        public Answer<String> token(String token) {
            throw new AssertionError("a token was shown");
        }

        @Override
        public ScramVerifier verifier(String name, ScramHash hash) {
            return VERIFIER;
        }

        @Override
        public Answer<String> scram(String name, ScramHash hash, ScramVerifier verifier, boolean isProven) {
            return isProven ? new Answer.In<>(name) : new Answer.Wrong<>();
        }

        @Override
        public boolean mayActAs(String who, String name) {
            return false;
        }

        String answer(String line) {
            try {
                if (line.startsWith("AUTH ")) {
                    String[] words = line.split(" ");
                    exchange = new Offer(true, Map.of(), true)
                            .<String>begin(words[1])
                            .orElseThrow();
                    return reply(exchange.start(Base64.getDecoder().decode(words[2]), this));
                }
                return exchange == null
                        ? null
                        : reply(exchange.next(Base64.getDecoder().decode(line), this));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private String reply(Step<String> step) {
            if (step instanceof Step.Challenge<String>(byte[] bytes)) {
                return "334 " + Response.toLine(bytes);
            }
            exchange = null;
            return step instanceof Step.Success ? "235 2.7.0 welcome" : "535 5.7.8 no";
        }
    }

    private static Carried send(Bench bench, String password) {
        RelayHost host = new RelayHost(
                Configurations.of(
                        RelayHost.Config.class,
                        Map.of(
                                "host", "127.0.0.1",
                                "port", bench.server.port(),
                                "tls", "none",
                                "user", "me",
                                "password", password)),
                Map.of("service.pid", "smtp-out.relay~smart"));
        bench.transport.bindRelayHost(host);
        try {
            return bench.transport
                    .carry(Bench.consignment("smart", true, Bench.MESSAGE.getBytes(US_ASCII), Map.of(), TO))
                    .getFirst();
        } finally {
            bench.transport.unbindRelayHost(host);
        }
    }

    @Test
    void rfc5802_theRelayHostIsToldNoPassword() throws Exception {
        try (Bench bench = new Bench()) {
            Relay relay = new Relay();
            bench.server.extensions = List.of("AUTH LOGIN PLAIN SCRAM-SHA-256");
            bench.server.script = (conversation, line) -> relay.answer(line);
            assertThat(send(bench, "secret")).isInstanceOf(Carried.Taken.class);
            assertThat(bench.server.lines).anyMatch(line -> line.startsWith("AUTH SCRAM-SHA-256 "));
            assertThat(send(bench, "wrong")).isNotInstanceOf(Carried.Taken.class);
            assertThat(bench.server.messages).hasSize(1);
        }
    }

    @Test
    void rfc5802_5_whoDoesNotKnowThePasswordEitherIsNotBelieved() throws Exception {
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("AUTH SCRAM-SHA-256");
            bench.server.script = (conversation, line) -> line.startsWith("AUTH ") ? "235 2.7.0 welcome" : null;
            assertThat(send(bench, "secret")).isNotInstanceOf(Carried.Taken.class);
            assertThat(bench.server.messages).isEmpty();
        }
    }
}
