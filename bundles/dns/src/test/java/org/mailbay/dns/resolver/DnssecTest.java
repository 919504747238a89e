package org.mailbay.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Answer.Status;
import org.mailbay.dns.RecordType;
import org.mailbay.testkit.DnsServer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class DnssecTest {
    private static final Instant YESTERDAY = Instant.now().minus(Duration.ofHours(12));

    private static final String[] LINES = {
        "one.test. MX 10 mx.one.test.",
        "mx.one.test. A 192.0.2.1",
        "_25._tcp.mx.one.test. TLSA 3 1 1 0a0b0c",
        "alias.test. CNAME mx.one.test.",
        "out.test. CNAME mx.unsigned.test.",
        "unsigned.test. NS ns.unsigned.test."
    };

    private static Map<String, Object> anchoredAt(SignedZone zone) {
        return Map.of("dnssec", "validate", "anchors", new String[] {zone.anchor()});
    }

    private static DnsServer serving(List<String> lines) {
        return DnsServer.on(0, lines)
                .add("unsigned.test. MX 10 mx.unsigned.test.")
                .add("mx.unsigned.test. A 192.0.2.7");
    }

    @Test
    void namesOfSpecialUseAreAskedOfNobody() throws Exception {
        String[] names = {"one.test", "test", "localhost", "a.localhost", "nobody.invalid", "mx.example", "abc.onion"};
        try (DnsServer dns = DnsServer.of("one.test. MX 10 mx.one.test.", "abc.onion. A 192.0.2.1");
                House house = new House(
                        Map.of(
                                "dnssec", "validate",
                                "unproved", new String[] {"inner.example"},
                                "fixed", new String[] {"mine.test. A 192.0.2.9", "alias.test. CNAME gone.invalid."}),
                        dns)) {
            for (String name : names) {
                for (RecordType type : List.of(RecordType.A, RecordType.MX, RecordType.TXT)) {
                    Answer answer = house.ask(name, type);
                    assertThat(answer.status()).as(name).isEqualTo(Status.NO_NAME);
                    assertThat(answer.reason()).contains("RFC 6761");
                    assertThat(answer.authentic()).isFalse();
                    assertThat(dns.questions(name, type.name())).as(name).isZero();
                }
            }
            assertThat(house.ask("mine.test", RecordType.A).status()).isEqualTo(Status.FOUND);
            assertThat(house.ask("alias.test", RecordType.A).status()).isEqualTo(Status.NO_NAME);
            dns.add("a.inner.example. A 192.0.2.8");
            assertThat(house.ask("a.inner.example", RecordType.A).status()).isEqualTo(Status.FOUND);
            assertThat(house.ask("contest", RecordType.A).status()).isNotEqualTo(Status.NO_NAME);
        }
        try (DnsServer dns = DnsServer.of("abc.onion. A 192.0.2.1", "one.test. A 192.0.2.1");
                House house = new House(Map.of("dnssec", "off"), dns)) {
            assertThat(house.ask("one.test", RecordType.A).status()).isEqualTo(Status.FOUND);
            assertThat(house.ask("abc.onion", RecordType.A).status()).isEqualTo(Status.NO_NAME);
            assertThat(dns.questions("abc.onion", "A")).isZero();
        }
    }

    @Test
    void anAliasIsToldItself() throws Exception {
        SignedZone zone = new SignedZone("test.");
        try (DnsServer dns = serving(zone.sign(YESTERDAY, LINES));
                House house = new House(anchoredAt(zone), dns)) {
            Answer alias = house.ask("alias.test", RecordType.CNAME);
            assertThat(alias.records()).containsExactly(new org.mailbay.dns.DnsRecord.Name("mx.one.test"));
            assertThat(alias.authentic()).isTrue();
            // RFC 7672 §2.2.2: proved, although it leads to where nothing is
            assertThat(house.ask("out.test", RecordType.CNAME).authentic()).isTrue();
            assertThat(house.ask("out.test", RecordType.A).authentic()).isFalse();
            assertThat(house.ask("mx.one.test", RecordType.CNAME).status()).isEqualTo(Status.NO_DATA);
        }
    }

    @Test
    void whatIsSignedIsAuthentic() throws Exception {
        SignedZone zone = new SignedZone("test.");
        try (DnsServer dns = serving(zone.sign(YESTERDAY, LINES));
                House house = new House(anchoredAt(zone), dns)) {
            for (Answer answer : List.of(
                    house.ask("one.test", RecordType.MX),
                    house.ask("_25._tcp.mx.one.test", RecordType.TLSA),
                    house.ask("alias.test", RecordType.A))) {
                assertThat(answer.reason()).isEmpty();
                assertThat(answer.status()).isEqualTo(Status.FOUND);
                assertThat(answer.authentic()).isTrue();
            }
            assertThat(house.ask("alias.test", RecordType.A).records()).hasSize(1);
        }
    }

    @Test
    void thatThereIsNothingIsAuthenticToo() throws Exception {
        SignedZone zone = new SignedZone("test.");
        try (DnsServer dns = serving(zone.sign(YESTERDAY, LINES));
                House house = new House(anchoredAt(zone), dns)) {
            Answer noName = house.ask("none.test", RecordType.A);
            assertThat(noName.status()).isEqualTo(Status.NO_NAME);
            assertThat(noName.authentic()).isTrue();
            Answer noData = house.ask("one.test", RecordType.TXT);
            assertThat(noData.status()).isEqualTo(Status.NO_DATA);
            assertThat(noData.authentic()).isTrue();
        }
    }

    @Test
    void anUnsignedDelegationIsNotBogus() throws Exception {
        SignedZone zone = new SignedZone("test.");
        try (DnsServer dns = serving(zone.sign(YESTERDAY, LINES));
                House house = new House(anchoredAt(zone), dns)) {
            for (Answer answer :
                    List.of(house.ask("unsigned.test", RecordType.MX), house.ask("out.test", RecordType.A))) {
                assertThat(answer.reason()).isEmpty();
                assertThat(answer.status()).isEqualTo(Status.FOUND);
                assertThat(answer.authentic()).isFalse();
            }
        }
    }

    @Test
    void whatIsChangedIsBogus() throws Exception {
        SignedZone zone = new SignedZone("test.");
        try (DnsServer dns = serving(zone.sign(YESTERDAY, LINES)).add("mx.one.test. A 203.0.113.6");
                House house = new House(anchoredAt(zone), dns)) {
            Answer answer = house.ask("mx.one.test", RecordType.A);
            assertThat(answer.status()).isEqualTo(Status.BOGUS);
            assertThat(answer.authentic()).isFalse();
            assertThat(answer.reason()).startsWith("DNSSEC: ");
            assertThat(house.ask("one.test", RecordType.MX).authentic()).isTrue();
        }
    }

    @Test
    void whatIsForgedWithoutSignatureIsBogus() throws Exception {
        SignedZone zone = new SignedZone("test.");
        try (DnsServer dns = serving(zone.sign(YESTERDAY, LINES)).add("new.test. A 203.0.113.6");
                House house = new House(anchoredAt(zone), dns)) {
            assertThat(house.ask("new.test", RecordType.A).status()).isEqualTo(Status.BOGUS);
            dns.fault("new.test", DnsServer.Fault.CLAIMS_PROOF);
            house.pass(5);
            assertThat(house.ask("new.test", RecordType.A).status()).isEqualTo(Status.BOGUS);
        }
    }

    @Test
    void whatHasExpiredIsBogus() throws Exception {
        SignedZone zone = new SignedZone("test.");
        try (DnsServer dns = serving(zone.sign(YESTERDAY.minus(Duration.ofDays(2)), LINES));
                House house = new House(anchoredAt(zone), dns)) {
            assertThat(house.ask("one.test", RecordType.MX).status()).isEqualTo(Status.BOGUS);
        }
    }

    @Test
    void serversThatStripSignaturesAreTold() throws Exception {
        try (DnsServer dns = DnsServer.of("*.de. A 192.0.2.1");
                House house = new House(Map.of("dnssec", "validate", "unproved", new String[] {"home.de"}), dns)) {
            for (int i = 0; i < 5; i++) {
                assertThat(house.ask("n" + i + ".de", RecordType.A).status()).isEqualTo(Status.BOGUS);
            }
            Result health = house.resolver.execute();
            assertThat(health.getStatus()).isEqualTo(Result.Status.WARN);
            assertThat(health.toString()).contains("strip");
            Answer home = house.ask("nas.home.de", RecordType.A);
            assertThat(home.status()).isEqualTo(Status.FOUND);
            assertThat(home.authentic()).isFalse();
        }
    }

    @Test
    void aServerThatCannotAnswerIsNotBogus() throws Exception {
        SignedZone zone = new SignedZone("test.");
        try (DnsServer dns = serving(zone.sign(YESTERDAY, LINES));
                House house = new House(anchoredAt(zone), dns)) {
            dns.fault("one.test", DnsServer.Fault.SERVFAIL);
            assertThat(house.ask("one.test", RecordType.MX).status()).isEqualTo(Status.FAILED);
            dns.fault("mx.one.test", DnsServer.Fault.SILENT);
            assertThat(house.ask("mx.one.test", RecordType.A).status()).isEqualTo(Status.FAILED);
        }
    }

    @Test
    void serversAreTrustedWhenToldSo() throws Exception {
        try (DnsServer dns = DnsServer.of("one.test. A 192.0.2.1", "two.test. A 192.0.2.2")) {
            dns.fault("one.test", DnsServer.Fault.CLAIMS_PROOF);
            try (House house = new House(Map.of("dnssec", "trust-ad"), dns)) {
                assertThat(house.ask("one.test", RecordType.A).authentic()).isTrue();
                assertThat(house.ask("two.test", RecordType.A).authentic()).isFalse();
            }
        }
    }

    @Test
    void anOperatorMayHaveAnotherRoot() throws Exception {
        SignedZone root = new SignedZone(".");
        try (DnsServer dns = DnsServer.on(0, root.sign(YESTERDAY, LINES))) {
            for (String anchor : List.of(root.anchor(), root.key())) {
                try (House house = new House(Map.of("dnssec", "validate", "anchors", new String[] {anchor}), dns)) {
                    assertThat(house.ask("one.test", RecordType.MX).authentic()).isTrue();
                }
            }
        }
        for (String wrong : List.of("", "one.test. A 192.0.2.1", ". DS 1 2", "x")) {
            assertThatThrownBy(() -> new House(Map.of("anchors", new String[] {wrong})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[dns] anchors: \"" + wrong + "\"");
        }
    }

    /** The digests that are built in are those of the public keys, as IANA publishes both. */
    @Test
    void theRootsKeysAreTheRootsKeys() throws Exception {
        String anchors;
        try (InputStream in = DnssecTest.class.getResourceAsStream("root.anchors")) {
            anchors = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        for (String key : List.of(
                "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQ"
                        + "lNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9t"
                        + "arpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHd"
                        + "Y6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=",
                "AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeHspaQWOmOElZsjI"
                        + "CMQMC3aeHbGiShvZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/wOZqqzL/dL"
                        + "/q8PkcRU5oUKEpUge71M3ej2/7CPqpdVwuMoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ1K+s2C"
                        + "XkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUeayffKC73PYc=")) {
            DNSKEYRecord record =
                    (DNSKEYRecord) Record.fromString(Name.root, Type.DNSKEY, DClass.IN, 0, "257 3 8 " + key, Name.root);
            DSRecord ds = new DSRecord(Name.root, DClass.IN, 0, DNSSEC.Digest.SHA256, record);
            assertThat(anchors).contains(". IN DS " + ds.rdataToString());
        }
    }
}
