package org.mailbay.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OfferTest {
    private static final Map<String, byte[]> CHANNEL = Map.of("tls-exporter", new byte[32]);

    private final Porter porter = new Porter().with("alice", "pencil").with("tim", "tanstaaf");

    @Test
    void whatIsAnnouncedIsWhatWorks() {
        assertThat(new Offer(false, Map.of(), true).mechanisms()).isEmpty();
        assertThat(new Offer(false, Map.of(), true).begin("PLAIN")).isEmpty();
        assertThat(new Offer(true, Map.of(), false).mechanisms())
                .extracting(Mechanism::wireName)
                .containsExactly("PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2");
        assertThat(new Offer(true, CHANNEL, true).mechanisms())
                .extracting(Mechanism::wireName)
                .containsExactly(
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-256",
                        "SCRAM-SHA-1-PLUS",
                        "SCRAM-SHA-1",
                        "PLAIN",
                        "LOGIN",
                        "OAUTHBEARER",
                        "XOAUTH2");
        for (boolean confidential : new boolean[] {true, false}) {
            for (Map<String, byte[]> bindings : List.of(CHANNEL, Map.<String, byte[]>of())) {
                for (boolean verifiers : new boolean[] {true, false}) {
                    Offer offer = new Offer(confidential, bindings, verifiers);
                    for (Mechanism mechanism : Mechanism.values()) {
                        assertThat(offer.begin(mechanism.wireName()).isPresent())
                                .as(offer + " " + mechanism)
                                .isEqualTo(offer.mechanisms().contains(mechanism));
                    }
                }
            }
        }
        assertThat(new Offer(true, CHANNEL, true).begin("CRAM-MD5")).isEmpty();
    }

    private Step<String> say(String mechanism, String... responses) throws IOException {
        Exchange<String> exchange =
                new Offer(true, Map.of(), true).<String>begin(mechanism).orElseThrow();
        Step<String> step = exchange.start(null, porter);
        for (String response : responses) {
            assertThat(step).isInstanceOf(Step.Challenge.class);
            step = exchange.next(response.getBytes(UTF_8), porter);
        }
        return step;
    }

    @Test
    void rfc4616_plain() throws IOException {
        assertThat(say("PLAIN", "\0tim\0tanstaaf")).isEqualTo(new Step.Success<>("tim"));
        assertThat(say("plain", "tim\0tim\0tanstaaf")).isEqualTo(new Step.Success<>("tim"));
        assertThat(say("PLAIN", "alice\0tim\0tanstaaf")).isEqualTo(new Step.Refused<>("authorization"));
        assertThat(say("PLAIN", "\0tim\0wrong")).isEqualTo(new Step.Refused<>("credentials"));
        for (String message : List.of(
                "",
                "\0",
                "\0\0",
                "tim",
                "tim\0tanstaaf",
                "\0tim\0tan\0staaf",
                "\0\0x",
                "\0tim\0",
                "\0t\u0007\0x",
                "\0tim\0" + "x".repeat(1025),
                "\0" + "x".repeat(1025) + "\0x")) {
            assertThat(say("PLAIN", message)).as(message).isInstanceOf(Step.Malformed.class);
        }
        assertThat(say("PLAIN", "\0ti\u00adm\0tanstaaf"))
                .as("another spelling of the name")
                .isEqualTo(new Step.Success<>("tim"));
    }

    @Test
    void login() throws IOException {
        assertThat(say("LOGIN", "tim", "tanstaaf")).isEqualTo(new Step.Success<>("tim"));
        assertThat(say("LOGIN", "tim", "wrong")).isEqualTo(new Step.Refused<>("credentials"));
        assertThat(say("LOGIN", "")).isInstanceOf(Step.Malformed.class);
        assertThat(say("LOGIN", "tim", "")).isInstanceOf(Step.Malformed.class);
        assertThat(say("LOGIN", "t\0im")).isInstanceOf(Step.Malformed.class);
        Exchange<String> exchange =
                new Offer(true, Map.of(), true).<String>begin("LOGIN").orElseThrow();
        assertThat(new String(((Step.Challenge<String>) exchange.start("tim".getBytes(UTF_8), porter)).bytes(), UTF_8))
                .isEqualTo("Password:");
    }

    @Test
    void rfc7628_bearer() throws IOException {
        String good = "n,a=alice,\1host=server.example.test\1port=587\1auth=Bearer mF_9.B5f-4.1JqM\1\1";
        assertThat(say("OAUTHBEARER", good)).isEqualTo(new Step.Success<>("alice"));
        assertThat(say("OAUTHBEARER", good.replace("a=alice", ""))).isEqualTo(new Step.Success<>("alice"));
        assertThat(say("OAUTHBEARER", good.replace("a=alice", "a=bob"), "\1"))
                .isEqualTo(new Step.Refused<>("authorization"));
        assertThat(say("OAUTHBEARER", good.replace("mF_9", "xx"), "\1")).isEqualTo(new Step.Refused<>("credentials"));
        assertThat(say("OAUTHBEARER", good.replace("mF_9", "xx"))).isInstanceOf(Step.Challenge.class);
        for (String bad : List.of(
                "",
                "\1",
                "\1\1",
                "n,,\1\1",
                good.substring(0, good.length() - 1),
                good.replace("Bearer", "Basic"),
                good.replace("n,a", "p=tls-exporter,a"),
                good.replace("auth=", "oauth="),
                good.replace("alice,\1", "alice,"))) {
            assertThat(say("OAUTHBEARER", bad)).as(bad).isInstanceOf(Step.Malformed.class);
        }
        assertThat(say("XOAUTH2", "user=alice\1auth=Bearer mF_9.B5f-4.1JqM\1\1"))
                .isEqualTo(new Step.Success<>("alice"));
        assertThat(say("XOAUTH2", "user=bob\1auth=Bearer mF_9.B5f-4.1JqM\1\1", ""))
                .isEqualTo(new Step.Refused<>("authorization"));
        assertThat(say("XOAUTH2", "auth=Bearer mF_9.B5f-4.1JqM\1\1")).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void rfc4954_4_linesAreBase64AndNothingElse() {
        assertThat(Response.of("*")).isEqualTo(new Response.Cancel());
        assertThat(data(Response.of(""))).isEmpty();
        assertThat(data(Response.initial("="))).isEmpty();
        assertThat(data(Response.of("dGlt"))).isEqualTo("tim".getBytes(UTF_8));
        assertThat(Response.toLine("tim".getBytes(UTF_8))).isEqualTo("dGlt");
        assertThat(data(Response.of(Response.toLine(new byte[Exchange.MAX_RESPONSE]))))
                .hasSize(Exchange.MAX_RESPONSE);
        for (String line : List.of(
                "=",
                "dGl",
                "dGlt=",
                "dG lt",
                "dGlt\r",
                "d===",
                "dH==",
                "*dGl",
                "dG-_",
                "\u0141GltAAA",
                "A".repeat(12_292))) {
            assertThat(Response.of(line)).as(line).isInstanceOf(Response.Malformed.class);
        }
        assertThat(Response.initial("")).isInstanceOf(Response.Malformed.class);
        assertThat(Response.initial("*")).isInstanceOf(Response.Malformed.class);
    }

    private static byte[] data(Response response) {
        return ((Response.Data) response).bytes();
    }

    @Test
    void anExchangeEnds() throws IOException {
        Exchange<String> exchange =
                new Offer(true, Map.of(), true).<String>begin("XOAUTH2").orElseThrow();
        Step<String> step = exchange.start(null, porter);
        int count = 0;
        while (step instanceof Step.Challenge && count++ < 20) {
            step = exchange.next("user=x\1auth=Bearer x\1\1".getBytes(UTF_8), porter);
        }
        assertThat(step).isInstanceOf(Step.Refused.class);
        assertThat(count).isEqualTo(2);
    }

    @Test
    void clientsTakeTheBestAndShowNoPasswordToThosePassingBy() throws Exception {
        List<String> all = List.of("LOGIN", "plain", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS");
        assertThat(chosen(all, true)).isEqualTo("SCRAM-SHA-256");
        assertThat(chosen(all, false)).isEqualTo("SCRAM-SHA-256");
        assertThat(chosen(List.of("PLAIN", "LOGIN"), true)).isEqualTo("PLAIN");
        assertThat(chosen(List.of("PLAIN", "LOGIN"), false)).isEmpty();
        assertThat(chosen(List.of("login"), true)).isEqualTo("LOGIN");
        assertThat(chosen(List.of("GSSAPI"), true)).isEmpty();
        for (String mechanism : List.of("PLAIN", "LOGIN")) {
            ClientExchange client = ClientExchange.of(List.of(mechanism), true, "tim", "tanstaaf")
                    .orElseThrow();
            Exchange<String> server =
                    new Offer(true, Map.of(), true).<String>begin(mechanism).orElseThrow();
            Step<String> step = server.start(client.initial().orElse(null), porter);
            while (step instanceof Step.Challenge<String>(byte[] challenge)) {
                step = server.next(client.next(challenge), porter);
            }
            assertThat(step).isEqualTo(new Step.Success<>("tim"));
            assertThat(client.isComplete()).isTrue();
        }
    }

    @Test
    void aServerThatAsksForeverIsLeft() throws Exception {
        for (String mechanism : List.of("PLAIN", "LOGIN", "SCRAM-SHA-256")) {
            ClientExchange client = ClientExchange.of(List.of(mechanism), true, "tim", "tanstaaf")
                    .orElseThrow();
            client.initial();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            client.next(new byte[0]);
                        }
                    })
                    .as(mechanism)
                    .isInstanceOf(MalformedException.class);
        }
    }

    private static String chosen(List<String> offered, boolean confidential) {
        return ClientExchange.of(offered, confidential, "n", "p")
                .map(ClientExchange::mechanism)
                .orElse("");
    }

    /** Messages that are nearly right, and others. */
    @Test
    void noMessageBreaksAnExchange() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> good = List.of(
                "\0tim\0tanstaaf",
                "n,,n=tim,r=abc",
                "p=tls-exporter,a=tim,n=tim,r=abc",
                "c=biws,r=abc,p=AAAA",
                "n,a=alice,\1auth=Bearer x\1\1",
                "user=alice\1auth=Bearer x\1\1",
                "tim");
        for (int i = 0; i < 5_000; i++) {
            Mechanism mechanism = Mechanism.values()[random.nextInt(Mechanism.values().length)];
            Exchange<String> exchange = new Offer(true, CHANNEL, true)
                    .<String>begin(mechanism.wireName())
                    .orElseThrow();
            Step<String> step = exchange.start(random.nextBoolean() ? null : mutant(good, random), porter);
            for (int steps = 0; step instanceof Step.Challenge; steps++) {
                assertThat(steps).as("seed %d", seed).isLessThan(7);
                step = exchange.next(mutant(good, random), porter);
            }
            if (step instanceof Step.Success<String>(String who)) {
                assertThat(who).as("seed %d", seed).isEqualTo("tim");
                assertThat(mechanism).as("seed %d", seed).isEqualTo(Mechanism.PLAIN);
            }
            String line = new String(mutant(good, random), ISO_8859_1);
            if (Response.of(line) instanceof Response.Data(byte[] read)) {
                assertThat(Response.toLine(read)).as("seed %d", seed).isEqualTo(line);
            }
        }
    }

    private static byte[] mutant(List<String> good, Random random) {
        byte[] bytes = good.get(random.nextInt(good.size())).getBytes(UTF_8);
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(50) == 0 ? new byte[random.nextInt(20_000)] : bytes;
    }
}
