package org.mailbay.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScramTest {
    private static final byte[] CHANNEL = {1, 2, 3, 4};

    /** The example of an RFC, for both sides. */
    private record Vector(
            ScramHash hash, String clientNonce, String serverNonce, String salt, String proof, String signature) {
        String first() {
            return "r=" + clientNonce + serverNonce + ",s=" + salt + ",i=4096";
        }

        String last() {
            return "c=biws,r=" + clientNonce + serverNonce + ",p=" + proof;
        }
    }

    private static final Vector RFC_5802 = new Vector(
            ScramHash.SHA_1,
            "fyko+d2lbbFgONRv9qkxdawL",
            "3rfcNHYJY1ZVvWVs7j",
            "QSXCR+Q6sek8bf92",
            "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "rmF9pqV8S7suAoZWja4dJRkFsKQ=");

    private static final Vector RFC_7677 = new Vector(
            ScramHash.SHA_256,
            "rOprNGfwEbeRWgbNEkqO",
            "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
            "W22ZaJ0SNY7soEsUEjb6gQ==",
            "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    @Test
    void rfc5802_5_theExample() throws Exception {
        serves(RFC_5802);
        asks(RFC_5802);
    }

    @Test
    void rfc7677_3_theExample() throws Exception {
        serves(RFC_7677);
        asks(RFC_7677);
    }

    private static void serves(Vector vector) throws Exception {
        Porter porter = new Porter();
        byte[] salt = Base64.getDecoder().decode(vector.salt);
        porter.verifiers.put("user" + vector.hash, ScramVerifier.of(vector.hash, "pencil", salt, 4096));
        ScramServer<String> server = new ScramServer<>(vector.hash, false, Map.of(), vector.serverNonce);
        assertThat(said(server.next(("n,,n=user,r=" + vector.clientNonce).getBytes(UTF_8), porter)))
                .isEqualTo(vector.first());
        assertThat(said(server.next(vector.last().getBytes(UTF_8), porter))).isEqualTo("v=" + vector.signature);
        assertThat(server.next(new byte[0], porter)).isEqualTo(new Step.Success<>("user"));
    }

    private static void asks(Vector vector) throws Exception {
        ScramClient client = new ScramClient(vector.hash, "user", "pencil", vector.clientNonce);
        assertThat(client.initial().map(String::new)).contains("n,,n=user,r=" + vector.clientNonce);
        assertThat(new String(client.next(vector.first().getBytes(UTF_8)), UTF_8))
                .isEqualTo(vector.last());
        assertThat(client.isComplete()).isFalse();
        assertThat(client.next(("v=" + vector.signature).getBytes(UTF_8))).isEmpty();
        assertThat(client.isComplete()).isTrue();
    }

    private static String said(Step<String> step) {
        assertThat(step).isInstanceOf(Step.Challenge.class);
        return new String(((Step.Challenge<String>) step).bytes(), UTF_8);
    }

    private static Step<String> dialogue(Exchange<String> server, ClientExchange client, Porter porter)
            throws Exception {
        Step<String> step = server.start(client.initial().orElse(null), porter);
        while (step instanceof Step.Challenge<String>(byte[] challenge)) {
            step = server.next(client.next(challenge), porter);
        }
        return step;
    }

    @Test
    void oursUnderstandOurs() throws Exception {
        Porter porter =
                new Porter().with("a,b=c@example.test", "pass\u00adwörd, =").with("alice", "x");
        Offer offer = new Offer(true, Map.of(), true);
        for (String mechanism : new String[] {"SCRAM-SHA-256", "scram-sha-1"}) {
            for (String name : new String[] {"a,b=c@example.test", "alice"}) {
                String password = name.equals("alice") ? "x" : "passwörd, ="; // without the soft hyphen: RFC 4013 §3
                ClientExchange right = ClientExchange.of(List.of(mechanism), false, name, password)
                        .orElseThrow();
                assertThat(dialogue(offer.<String>begin(mechanism).orElseThrow(), right, porter))
                        .as(mechanism)
                        .isEqualTo(new Step.Success<>(name));
                assertThat(right.isComplete()).isTrue();
                ClientExchange wrong = ClientExchange.of(List.of(mechanism), false, name, "other")
                        .orElseThrow();
                assertThat(dialogue(offer.<String>begin(mechanism).orElseThrow(), wrong, porter))
                        .isEqualTo(new Step.Refused<>("credentials"));
                assertThat(wrong.isComplete()).isFalse();
            }
        }
    }

    @Test
    void whoIsUnknownIsAnsweredLikeWhoIsKnown() throws Exception {
        Porter porter = new Porter().with("alice", "x");
        String known = "";
        Map<String, String> salts = new HashMap<>();
        for (String name : new String[] {"alice", "nobody", "nobody", "someone"}) {
            Exchange<String> exchange = new Offer(true, Map.of(), true)
                    .<String>begin("SCRAM-SHA-256")
                    .orElseThrow();
            String challenge = said(exchange.start(("n,,n=" + name + ",r=abc").getBytes(UTF_8), porter));
            String form = challenge.replaceAll("r=[^,]*", "").replaceAll("s=[^,]*", "");
            known = known.isEmpty() ? form : known;
            assertThat(form).isEqualTo(known);
            String salt = challenge.replaceAll(".*,s=([^,]*),.*", "$1");
            assertThat(salts.merge(name, salt, (a, b) -> b)).isEqualTo(salt);
            assertThat(salt).hasSize(24);
            Step<String> end = exchange.next(
                    ("c=biws," + challenge.replaceAll(",.*", "") + ",p="
                                    + Base64.getEncoder().encodeToString(new byte[32]))
                            .getBytes(UTF_8),
                    porter);
            assertThat(end).isEqualTo(new Step.Refused<>("credentials"));
        }
        assertThat(salts.get("nobody")).isNotEqualTo(salts.get("someone"));
    }

    /** What a client does that binds. */
    private static String proof(String password, String firstBare, String challenge, String gs2, byte[] bound) {
        String nonce = challenge.replaceAll("r=([^,]*),.*", "$1");
        byte[] salt = Base64.getDecoder().decode(challenge.replaceAll(".*,s=([^,]*),.*", "$1"));
        byte[] channel = new byte[gs2.length() + bound.length];
        System.arraycopy(gs2.getBytes(UTF_8), 0, channel, 0, gs2.length());
        System.arraycopy(bound, 0, channel, gs2.length(), bound.length);
        ScramHash hash = ScramHash.SHA_256;
        byte[] salted = hash.salted(password, salt, Integer.parseInt(challenge.replaceAll(".*,i=", "")));
        String without = "c=" + Base64.getEncoder().encodeToString(channel) + ",r=" + nonce;
        byte[] key = hash.clientKey(salted);
        byte[] proof = ScramHash.xor(key, hash.hmac(hash.hash(key), firstBare + ',' + challenge + ',' + without));
        return without + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    private static Step<String> bind(String mechanism, String gs2, byte[] bound, Map<String, byte[]> bindings)
            throws Exception {
        Porter porter = new Porter().with("alice", "x");
        Exchange<String> exchange =
                new Offer(true, bindings, true).<String>begin(mechanism).orElseThrow();
        Step<String> step = exchange.start((gs2 + "n=alice,r=abc").getBytes(UTF_8), porter);
        if (!(step instanceof Step.Challenge)) {
            return step;
        }
        step = exchange.next(proof("x", "n=alice,r=abc", said(step), gs2, bound).getBytes(UTF_8), porter);
        return step instanceof Step.Challenge ? exchange.next(new byte[0], porter) : step;
    }

    @Test
    void rfc5802_6_channelsAreBound() throws Exception {
        Map<String, byte[]> bindings = Map.of("tls-exporter", CHANNEL, "tls-server-end-point", new byte[] {9});
        assertThat(bind("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", CHANNEL, bindings))
                .isEqualTo(new Step.Success<>("alice"));
        assertThat(bind("SCRAM-SHA-256-PLUS", "p=tls-server-end-point,a=alice,", new byte[] {9}, bindings))
                .isEqualTo(new Step.Success<>("alice"));
        assertThat(bind("SCRAM-SHA-256-PLUS", "p=tls-exporter,a=bob,", CHANNEL, bindings))
                .isEqualTo(new Step.Refused<>("authorization"));
        assertThat(bind("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", new byte[] {9}, bindings))
                .as("somebody between")
                .isEqualTo(new Step.Refused<>("channel-binding"));
        assertThat(bind("SCRAM-SHA-256-PLUS", "p=tls-unique,,", CHANNEL, bindings))
                .isEqualTo(new Step.Refused<>("channel-binding-type"));
        assertThat(bind("SCRAM-SHA-256", "n,,", new byte[0], bindings)).isEqualTo(new Step.Success<>("alice"));
        assertThat(bind("SCRAM-SHA-256", "y,,", new byte[0], bindings))
                .as("-PLUS taken off the list")
                .isEqualTo(new Step.Refused<>("downgrade"));
        assertThat(bind("SCRAM-SHA-256", "y,,", new byte[0], Map.of())).isEqualTo(new Step.Success<>("alice"));
        assertThat(bind("SCRAM-SHA-256", "p=tls-exporter,,", CHANNEL, bindings)).isInstanceOf(Step.Malformed.class);
        assertThat(bind("SCRAM-SHA-256-PLUS", "n,,", new byte[0], bindings)).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void rfc5802_5_1_whatIsNoMessageIsMalformed() throws Exception {
        Porter porter = new Porter().with("alice", "x");
        for (String first : new String[] {
            "",
            "n",
            "n,",
            "n,,",
            "n,,n=alice",
            "n,,r=abc,n=alice",
            "n,,m=x,n=alice,r=abc",
            "x,,n=alice,r=abc",
            "n,,n=a=lice,r=abc",
            "n,,n=,r=abc",
            "n,,n=alice,r=",
            "n,,n=alice,r=a\u0007c",
            "n,,n=al\0ice,r=abc",
            "n,b=x,n=alice,r=abc",
            "n,,n=alice,r=abc,",
            "p=,,n=alice,r=abc",
            "n,,n=a\u0007b,r=abc"
        }) {
            assertThat(begun().start(first.getBytes(UTF_8), porter)).as(first).isInstanceOf(Step.Malformed.class);
        }
        assertThat(begun().start(new byte[] {'n', ',', ',', 'n', '=', (byte) 0xff}, porter))
                .isInstanceOf(Step.Malformed.class);
        assertThat(begun().start(new byte[Exchange.MAX_RESPONSE + 1], porter)).isInstanceOf(Step.Malformed.class);
        assertThat(begun().start("n,,n=alice,r=abc,x=y".getBytes(UTF_8), porter))
                .as("extensions are let be")
                .isInstanceOf(Step.Challenge.class);
        for (String last : new String[] {
            "",
            "c=biws",
            "c=biws,r=abc,p=AAAA",
            "r=abc,c=biws,p=AAAA",
            "c=%,r=NONCE,p=AAAA",
            "c=biws,r=NONCE",
            "c=biws,r=NONCE,p=%%%%",
            "c=biws,r=NONCE,p=AAA"
        }) {
            Exchange<String> exchange = begun();
            String challenge = said(exchange.start("n,,n=alice,r=abc".getBytes(UTF_8), porter));
            String message = last.replace("NONCE", challenge.replaceAll("r=([^,]*),.*", "$1"));
            assertThat(exchange.next(message.getBytes(UTF_8), porter)).as(last).isInstanceOf(Step.Malformed.class);
            assertThatThrownBy(() -> exchange.next(new byte[0], porter)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(porter.asked).isEmpty();
    }

    private static Exchange<String> begun() {
        return new Offer(true, Map.of(), true).<String>begin("SCRAM-SHA-256").orElseThrow();
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsNotBelieved() throws Exception {
        ScramClient client = new ScramClient(ScramHash.SHA_256, "user", "pencil", RFC_7677.clientNonce);
        client.initial();
        client.next(RFC_7677.first().getBytes(UTF_8));
        assertThatThrownBy(() -> client.next(("v=" + Base64.getEncoder().encodeToString(new byte[32])).getBytes(UTF_8)))
                .isInstanceOf(MalformedException.class);
        assertThat(client.isComplete()).isFalse();
        for (String first : new String[] {
            "r=other,s=AAAA,i=4096",
            "r=" + RFC_7677.clientNonce + ",s=AAAA,i=4096",
            RFC_7677.first().replace("4096", "4095"),
            RFC_7677.first().replace("4096", "2000001"),
            RFC_7677.first().replace("4096", "99999999999"),
            RFC_7677.first().replace("4096", "0"),
            "m=x," + RFC_7677.first(),
            "e=unknown-user",
            ""
        }) {
            ScramClient other = new ScramClient(ScramHash.SHA_256, "user", "pencil", RFC_7677.clientNonce);
            other.initial();
            assertThatThrownBy(() -> other.next(first.getBytes(UTF_8)))
                    .as(first)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void rfc5803_verifiersAreStoredAsText() {
        for (ScramHash hash : ScramHash.values()) {
            ScramVerifier verifier = ScramVerifier.of(hash, "pencil", new Random(5));
            assertThat(ScramVerifier.parse(verifier.toText())).contains(verifier);
            assertThat(verifier.toText()).startsWith(hash.mechanism() + "$16384:");
            assertThat(verifier.toString()).isEqualTo(hash.mechanism());
        }
        for (String text : new String[] {
            "", "SCRAM-SHA-1$1:AAAA$AAAA:AAAA", "SCRAM-MD5$1:AAAA$AAAA:AAAA", "SCRAM-SHA-1$x:AAAA$AAAA:AAAA", "$$::"
        }) {
            assertThat(ScramVerifier.parse(text)).as(text).isEqualTo(Optional.empty());
        }
    }
}
