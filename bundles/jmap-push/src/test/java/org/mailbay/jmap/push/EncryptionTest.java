package org.mailbay.jmap.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8291 §5 and Appendix A, RFC 8292 §2, and where messages must not go. */
class EncryptionTest {
    private static byte[] base64(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    @Test
    void theExampleOfTheRfc() throws Exception {
        Subscription.Keys keys = Subscription.Keys.of(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                "BTBZMqHH6r4Tts7J_aSIgg");
        KeyPair own = new KeyPair(
                Curve.decode(base64(
                        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8")),
                KeyFactory.getInstance("EC")
                        .generatePrivate(new ECPrivateKeySpec(
                                new BigInteger(1, base64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")),
                                Curve.spec())));
        byte[] sealed = Encryption.encrypt(
                "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.US_ASCII),
                keys,
                own,
                base64("DGv6ra1nlYgDCS1FRnbzlw"));
        assertThat(Subscription.base64(sealed))
                .isEqualTo(
                        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
                                + "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_"
                                + "Qulcy4a-fN");
    }

    @Test
    void keysMayBePaddedAndMustBePointsOfTheCurve() {
        String point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        assertThat(Subscription.Keys.of(point + "=", "BTBZMqHH6r4Tts7J_aSIgg==").auth())
                .hasSize(16);
        for (String wrong : new String[] {
            "", "AAAA", point.replace("BCV", "BCW"), point.replace('B', 'A'), point + point, "?" + point.substring(1)
        }) {
            assertThatThrownBy(() -> Subscription.Keys.of(wrong, "BTBZMqHH6r4Tts7J_aSIgg"))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Subscription.Keys.of(point, "BTBZMqHH6r4Tts7J"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theServerSaysWhoItIs() throws Exception {
        Vapid vapid = new Vapid(Vapid.make());
        Instant now = Instant.parse("2026-11-22T10:00:00Z");
        String field =
                vapid.authorization(URI.create("https://push.example.net:8443/a?b"), now, "mailto:p@example.org");
        assertThat(field).startsWith("vapid t=").endsWith(", k=" + vapid.applicationServerKey());
        String[] token =
                field.substring("vapid t=".length(), field.indexOf(',')).split("\\.");
        assertThat(new String(base64(token[0]), StandardCharsets.US_ASCII)).contains("ES256");
        JsonNode claims = JsonMapper.shared().readTree(base64(token[1]));
        assertThat(claims.get("aud").asString()).isEqualTo("https://push.example.net:8443");
        assertThat(claims.get("sub").asString()).isEqualTo("mailto:p@example.org");
        assertThat(claims.get("exp").asLong())
                .isGreaterThan(now.getEpochSecond())
                .isLessThanOrEqualTo(now.getEpochSecond() + 86_400);
        Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
        check.initVerify(Curve.decode(base64(vapid.applicationServerKey())));
        check.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(check.verify(base64(token[2]))).isTrue();
        assertThat(vapid.authorization(URI.create("https://push.example.net:8443/c"), now, ""))
                .as("used for a while")
                .isEqualTo(field);
    }

    @Test
    void onlyTheInternetIsPushedTo() {
        for (String inside : new String[] {
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "203.0.113.7",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:0a00:1::",
            "64:ff9b::a00:1",
            "::ffff:10.0.0.1",
            "::7f00:1"
        }) {
            assertThat(Target.isPublic(InetAddress.ofLiteral(inside)))
                    .as(inside)
                    .isFalse();
        }
        for (String outside : new String[] {
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "2001:4860::8888",
            "64:ff9b::101:101"
        }) {
            assertThat(Target.isPublic(InetAddress.ofLiteral(outside)))
                    .as(outside)
                    .isTrue();
        }
    }

    @Test
    void urlsArePlainHttps() {
        assertThat(Target.of("https://push.example.net/x?y=1").path()).isEqualTo("/x?y=1");
        assertThat(Target.of("https://push.example.net").path()).isEqualTo("/");
        assertThat(Target.of("https://[2606:4700::1]:8443/").host()).isEqualTo("2606:4700::1");
        for (String wrong : new String[] {
            "",
            "http://push.example.net/",
            "https:///x",
            "https://a:b@push.example.net/",
            "https://push.example.net/a b",
            "https://push.example.net/\r\nX: y",
            "https://push.example.net:0/",
            "https://push.example.net:70000/",
            "https://push.example.net/ä",
            "https://push.example.net/" + "x".repeat(2000)
        }) {
            assertThatThrownBy(() -> Target.of(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
