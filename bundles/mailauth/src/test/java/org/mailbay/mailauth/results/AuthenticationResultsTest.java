package org.mailbay.mailauth.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.WithoutFields;
import org.mailbay.mailauth.Zone;
import org.mailbay.mime.Content;

final class AuthenticationResultsTest {
    private static MethodResult result(String method, String result, String reason, String... properties) {
        SequencedMap<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            map.put(properties[i], properties[i + 1]);
        }
        return new MethodResult(method, result, reason, map);
    }

    @Test
    void whatIsWrittenIsRead() {
        AuthenticationResults results = new AuthenticationResults(
                "mx.example.net",
                List.of(
                        result("spf", "pass", "", "smtp.mailfrom", "ann@example.org"),
                        result("iprev", "fail", "no \"name\" for it", "policy.iprev", "2001:db8::1"),
                        result(
                                "dkim",
                                "pass",
                                "",
                                "header.d",
                                "example.org",
                                "header.i",
                                "@example.org",
                                "header.b",
                                "ab+/12=")));
        String field = results.write();
        assertThat(field)
                .startsWith("Authentication-Results: mx.example.net;\r\n\tspf=pass smtp.mailfrom=ann@example.org;");
        assertThat(field.lines()).allMatch(line -> line.length() < 79);
        String value = field.substring(field.indexOf(':') + 1).replace("\r\n", "");
        assertThat(AuthenticationResults.parse(value)).contains(results);
        assertThat(new AuthenticationResults("mx", List.of()).write())
                .isEqualTo("Authentication-Results: mx; none\r\n");
    }

    @Test
    void nothingBreaksOut() {
        String field = new AuthenticationResults(
                        "mx",
                        List.of(result(
                                "sp f\r\n", "pa\r\nss", "x\r\nEvil: 1", "smtp.mailfrom", "a\r\nB: c\" ;dkim=pass@x")))
                .write();
        assertThat(field.strip().lines()).allMatch(line -> line.startsWith("Auth") || line.startsWith("\t"));
        String value = field.substring(field.indexOf(':') + 1).replace("\r\n", "");
        assertThat(AuthenticationResults.parse(value).orElseThrow().results()).hasSize(1);
    }

    @Test
    void theExamplesOfRfc8601() {
        List<MethodResult> two = AuthenticationResults.parse(
                        "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net")
                .orElseThrow()
                .results();
        assertThat(two).extracting(MethodResult::method).containsExactly("auth", "spf");
        assertThat(AuthenticationResults.parse("example.org 1; none")
                        .orElseThrow()
                        .results())
                .isEmpty();
        AuthenticationResults odd = AuthenticationResults.parse("foo.example.net (foobar) 1 (baz);"
                        + " dkim (Because I like it) / 1 (One yay) = (wait for it) fail"
                        + " policy (A dot can go here) . (like that) expired"
                        + " (this surprised me) = (as I wasn't expecting it) 1362471462")
                .orElseThrow();
        assertThat(odd.server()).isEqualTo("foo.example.net");
        assertThat(odd.results().getFirst().result()).isEqualTo("fail");
        assertThat(odd.results().getFirst().properties()).containsEntry("policy.expired", "1362471462");
    }

    @Test
    void forgedFieldsGo() throws IOException {
        String others = "Authentication-Results: other.example; spf=pass\r\nSubject: x\r\n";
        String body = "\r\nbody\r\nAuthentication-Results: mx.example.net; spf=pass\r\n";
        Content content = Zone.content("Authentication-Results: MX.example.net; dmarc=pass\r\n" + others
                + "Authentication-Results: (x) mx.example.net\r\n 1; dkim=pass\r\n"
                + "authentication-results : \"mx.example.net\"; dkim=pass\r\n"
                + "Authentication-Results: ;;; mx.example.net; what\r\n" + body);
        RawHeader header = RawHeader.read(content);
        Content clean = WithoutFields.of(content, header, AuthenticationResults.forged("mx.example.net"));
        try (var in = clean.open()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(others + body);
        }
        assertThat(clean.size()).isEqualTo((others + body).length());
        assertThat(AuthenticationResults.of(header, "mx.example.net")).hasSize(3);
    }

    @Test
    void textOfChanceIsReadOrRefused() {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append("a.=;() \"\\/@1".charAt(random.nextInt(12)));
            }
            AuthenticationResults.parse(text.toString())
                    .ifPresent(results -> assertThat(results.server()).isNotEmpty());
        }
    }
}
