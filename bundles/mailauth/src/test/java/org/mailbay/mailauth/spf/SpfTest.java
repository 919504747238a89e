package org.mailbay.mailauth.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.mailauth.Zone;
import org.mailbay.mailauth.spf.SpfResult.Identity;

/** What the suite of others does not say. */
final class SpfTest {
    private final Zone zone = new Zone();

    private SpfResult check(String client, String sender) {
        return new Spf(zone, "mx.example.net", () -> Instant.EPOCH)
                .check(InetAddress.ofLiteral(client), "helo.example.org", sender);
    }

    @Test
    void withoutSenderTheNameOfTheHostIsChecked() {
        zone.txt("helo.example.org", "v=spf1 ip4:192.0.2.1 -all");
        assertThat(check("192.0.2.1", "").verdict()).isEqualTo(SpfVerdict.PASS);
        assertThat(check("192.0.2.1", "").identity()).isEqualTo(Identity.HELO);
        assertThat(check("192.0.2.2", "").verdict()).isEqualTo(SpfVerdict.FAIL);
    }

    @Test
    void namesTheMechanismThatMatched() {
        zone.txt("example.org", "v=spf1 a:mail.example.org ~ip6:2001:db8::/32 -all")
                .address("mail.example.org", "192.0.2.7");
        assertThat(check("192.0.2.7", "a@example.org").mechanism()).isEqualTo("a:mail.example.org");
        SpfResult soft = check("2001:db8::9", "a@example.org");
        assertThat(soft.verdict()).isEqualTo(SpfVerdict.SOFTFAIL);
        assertThat(soft.mechanism()).isEqualTo("~ip6:2001:db8::/32");
    }

    @Test
    void aRecordThatIncludesItselfEnds() {
        zone.txt("example.org", "v=spf1 include:example.org -all");
        SpfResult result = check("192.0.2.1", "a@example.org");
        assertThat(result.verdict()).isEqualTo(SpfVerdict.PERMERROR);
        assertThat(zone.asked()).hasSize(11);
    }

    @Test
    void threeQuestionsThatNothingAnswersAreTooMany() {
        zone.txt("example.org", "v=spf1 a:a.example.org a:b.example.org a:c.example.org ip4:192.0.2.1 -all");
        assertThat(check("192.0.2.1", "a@example.org").verdict()).isEqualTo(SpfVerdict.PERMERROR);
    }

    @Test
    void aLocalPartThatIsNotAsciiMatchesNothing() {
        zone.txt("example.org", "v=spf1 exists:%{l}.users.example.org -all")
                .address("bob.users.example.org", "127.0.0.2");
        assertThat(check("192.0.2.1", "bob@example.org").verdict()).isEqualTo(SpfVerdict.PASS);
        assertThat(check("192.0.2.1", "bøb@example.org").verdict()).isEqualTo(SpfVerdict.FAIL);
    }

    @Test
    void domainsInUnicodeAreAskedForAsAlabels() {
        zone.txt("xn--mller-kva.example", "v=spf1 +all");
        assertThat(check("192.0.2.1", "a@müller.example").verdict()).isEqualTo(SpfVerdict.PASS);
    }

    @Test
    void dnsThatDoesNotAnswerIsATemporaryError() {
        zone.silent("example.org");
        assertThat(check("192.0.2.1", "a@example.org").verdict()).isEqualTo(SpfVerdict.TEMPERROR);
    }

    @Test
    void recordsOfChanceAreReadOrRefused() {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random random = new Random(seed);
        String[] pieces = {
            "a",
            "mx",
            ":",
            "/",
            "//",
            "%{",
            "}",
            "d",
            "ir",
            "%",
            "=",
            "exp",
            "redirect",
            "ip4:",
            "ip6:",
            "::",
            "1.2.3.4",
            "include:",
            "example.org",
            "-",
            "~",
            "?",
            "+",
            "all",
            " ",
            "999999999999",
            "ptr",
            "exists:",
            ".",
            "%{p}",
            "\u00e4"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder record = new StringBuilder("v=spf1 ");
            for (int n = random.nextInt(12); n >= 0; n--) {
                record.append(pieces[random.nextInt(pieces.length)]);
            }
            Zone own = new Zone().txt("example.org", record.toString());
            SpfResult result = new Spf(own, "r.example.net", () -> Instant.EPOCH)
                    .check(InetAddress.ofLiteral("192.0.2.1"), "h", "a@example.org");
            assertThat(result.verdict()).as(record.toString()).isNotNull();
            assertThat(own.asked().size()).as(record.toString()).isLessThan(150);
        }
    }

    @Test
    void theFieldCannotBeBrokenOutOf() {
        zone.txt("example.org", "v=spf1 -all");
        SpfResult result = check("192.0.2.1", "a@example.org");
        String field = ReceivedSpf.write(
                result, InetAddress.ofLiteral("192.0.2.1"), "h\r\nX: y\"", "\"a b\"@example.org", "mx.example.net");
        assertThat(field)
                .isEqualTo(
                        "Received-SPF: fail receiver=mx.example.net;\r\n\tclient-ip=192.0.2.1;\r\n\t"
                                + "envelope-from=\"\\\"a b\\\"@example.org\";\r\n\thelo=\"hX: y\\\"\";\r\n\tidentity=mailfrom;\r\n\tmechanism=-all\r\n");
    }
}
