package org.mailbay.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.LogIn;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.ClientExchange;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;

/** AUTH, where a transcript cannot say it: what is random, and what a directory has to do with it. */
class AuthTest {
    private static final String ALICE = "alice@example.test";

    private final Mailroom room = new Mailroom();
    private final Wire wire = new Wire(room.server(), "submission", "192.0.2.1");

    /** A door with a verifier of everybody's password. */
    private record Verifying(Door<LogIn> door, ScramVerifier sha1, ScramVerifier sha256) implements Door<LogIn> {
        @Override
        public Answer<LogIn> password(String name, String password) throws IOException {
            return door.password(name, password);
        }

        @Override
        public Answer<LogIn> token(String token) throws IOException {
            return door.token(token);
        }

        @Override
        public ScramVerifier verifier(String name, ScramHash hash) {
            return hash == ScramHash.SHA_1 ? sha1 : sha256;
        }

        @Override
        public Answer<LogIn> scram(String name, ScramHash hash, ScramVerifier verifier, boolean isProven)
                throws IOException {
            return isProven ? door.password(name, "secret") : new Answer.Wrong<>();
        }

        @Override
        public boolean mayActAs(LogIn who, String name) throws IOException {
            return door.mayActAs(who, name);
        }
    }

    private void withVerifiers() {
        ScramVerifier sha1 = ScramVerifier.of(ScramHash.SHA_1, "secret", new Random(1));
        ScramVerifier sha256 = ScramVerifier.of(ScramHash.SHA_256, "secret", new Random(2));
        room.hasVerifiers = true;
        room.doors = (_, door) -> new Verifying(door, sha1, sha256);
    }

    private String auth(String mechanism, String password) throws Exception {
        ClientExchange client =
                ClientExchange.of(List.of(mechanism), true, ALICE, password).orElseThrow();
        String initial =
                client.initial().map(Base64.getEncoder()::encodeToString).orElse("");
        String reply = wire.ask(("AUTH " + mechanism + ' ' + initial).strip() + "\r\n");
        while (reply.startsWith("334 ")) {
            byte[] challenge = Base64.getDecoder().decode(reply.substring(4).strip());
            reply = wire.ask(Base64.getEncoder().encodeToString(client.next(challenge)) + "\r\n");
        }
        return reply;
    }

    @Test
    void rfc5802_scram() throws Exception {
        withVerifiers();
        wire.secure();
        assertThat(wire.ask("EHLO client.example.test\r\n"))
                .contains("250 AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-1 PLAIN LOGIN"
                        + " OAUTHBEARER XOAUTH2\r\n");
        assertThat(auth("SCRAM-SHA-256", "wrong")).startsWith("535 5.7.8");
        assertThat(auth("SCRAM-SHA-1", "wrong")).startsWith("535 5.7.8");
        assertThat(wire.isClosed()).isFalse();
        assertThat(auth("SCRAM-SHA-256", "secret")).startsWith("235 2.7.0");
        assertThat(wire.ask("MAIL FROM:<alice@example.test>\r\n")).startsWith("250 2.1.0");
    }

    @Test
    void rfc5802_6_whoTakesPlusOffTheListIsNoticed() {
        withVerifiers();
        wire.secure();
        wire.ask("EHLO client.example.test\r\n");
        assertThat(wire.ask("AUTH SCRAM-SHA-256 " + base64("y,,n=" + ALICE + ",r=abc") + "\r\n"))
                .startsWith("535 5.7.8");
        assertThat(wire.ask("AUTH SCRAM-SHA-256-PLUS " + base64("n,,n=" + ALICE + ",r=abc") + "\r\n"))
                .startsWith("501 5.5.2");
        assertThat(wire.ask("AUTH SCRAM-SHA-256-PLUS " + base64("p=tls-exporter,,n=" + ALICE + ",r=abc") + "\r\n"))
                .startsWith("334 ");
        assertThat(wire.ask("*\r\n")).startsWith("501 5.7.0");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void whatIsNotAnnouncedIsNotThere() {
        assertThat(wire.ask("EHLO client.example.test\r\n")).doesNotContain("AUTH");
        wire.secure();
        assertThat(wire.ask("EHLO client.example.test\r\n")).contains("250 AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2\r\n");
        assertThat(wire.ask("AUTH SCRAM-SHA-256\r\n")).startsWith("504 5.5.4");
        assertThat(wire.ask("AUTH SCRAM-SHA-256-PLUS\r\n")).startsWith("504 5.5.4");
        Wire local = new Wire(room.server(), "submission", "127.0.0.1");
        withVerifiers();
        assertThat(local.ask("EHLO client.example.test\r\n"))
                .as("no TLS, nothing to bind")
                .contains("250-AUTH SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN OAUTHBEARER XOAUTH2\r\n");
    }

    @Test
    void rfc7628_3_2_aTokenThatIsNoneIsAnsweredTwice() {
        wire.secure();
        wire.ask("EHLO client.example.test\r\n");
        String bad = base64("n,a=alice@example.test,\1host=mx\1port=587\1auth=Bearer wrong\1\1");
        assertThat(wire.ask("AUTH OAUTHBEARER " + bad + "\r\n"))
                .isEqualTo("334 " + base64("{\"status\":\"invalid_token\"}") + "\r\n");
        assertThat(wire.ask("AQ==\r\n")).startsWith("535 5.7.8");
        String good = base64("n,a=alice@example.test,\1auth=Bearer secret\1\1");
        assertThat(wire.ask("AUTH OAUTHBEARER " + good + "\r\n")).startsWith("235 2.7.0");
    }

    @Test
    void whoFailedTooOftenWaitsOnAConnectionThatIsOpen() throws Exception {
        wire.secure();
        wire.ask("EHLO client.example.test\r\n");
        InetAddress[] asked = new InetAddress[1];
        room.doors = (source, door) -> {
            asked[0] = source;
            return blocked();
        };
        assertThat(auth("PLAIN", "secret")).isEqualTo("454 4.7.0 Too many failed log-ins, try again in 59 seconds\r\n");
        assertThat(asked[0]).isEqualTo(InetAddress.ofLiteral("192.0.2.1"));
        room.doors = (_, door) -> door;
        assertThat(auth("PLAIN", "secret")).startsWith("235 2.7.0");
    }

    @SuppressWarnings("unchecked")
    private static Door<LogIn> blocked() {
        return (Door<LogIn>) Proxy.newProxyInstance(
                Door.class.getClassLoader(),
                new Class<?>[] {Door.class},
                (_, _, _) -> new Answer.Later<>(Duration.ofSeconds(59)));
    }

    /** One client's nonsense takes nobody's time. */
    @Test
    void rfc4954_4_badBase64IsAnsweredAtOnceAndAsksNobody() {
        wire.secure();
        wire.ask("EHLO client.example.test\r\n");
        room.doors = (_, _) -> {
            throw new AssertionError("the directory was asked");
        };
        for (String bad : List.of("!", "A".repeat(1_001), "AAAA=", "=".repeat(12_000), "AAA\u00e9")) {
            Wire other = new Wire(room.server(Map.of("maxErrors", 100)), "submission", "192.0.2.1");
            other.secure();
            other.ask("EHLO client.example.test\r\n");
            room.doors = (_, door) -> door;
            assertThat(other.ask("AUTH PLAIN\r\n")).isEqualTo("334 \r\n");
            room.doors = (_, _) -> {
                throw new AssertionError("the directory was asked");
            };
            assertThat(other.ask(bad + "\r\n")).as(bad).startsWith("501 5.5.2");
        }
        room.doors = (_, door) -> door;
        wire.ask("AUTH PLAIN\r\n");
        assertThat(wire.ask("A".repeat(20_000) + "\r\n")).startsWith("500 5.5.6");
    }
}
