package org.mailbay.smtp.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Answer.Status;
import org.mailbay.dns.RecordType;
import org.mailbay.smtp.out.Authority.Issued;
import org.mailbay.testkit.Configurations;

class TlsTest {
    @TempDir
    static Path folder;

    private static Authority authority;
    private static Issued good;
    private static Issued otherName;
    private static Issued expired;

    @BeforeAll
    static void issue() throws Exception {
        authority = new Authority();
        authority.pem(folder);
        good = authority.issue("mx.there.example");
        otherName = authority.issue("other.example");
        expired = authority.issue(Duration.ofDays(60), "mx.there.example");
    }

    private static Bench bench(Issued issued) throws Exception {
        Bench bench = new Bench(Map.of("trust", folder.resolve("authority.pem").toString(), "commandSeconds", 10));
        bench.server.tls = issued.context();
        return bench;
    }

    private static String tlsaName(Bench bench) {
        return "_" + bench.server.port() + "._tcp.mx.there.example";
    }

    @Test
    void tlsIsUsedWhoeverTheServerIs() throws Exception {
        for (Issued issued : List.of(good, otherName, expired)) {
            try (Bench bench = bench(issued)) {
                bench.server.extensions = List.of("PIPELINING");
                for (int i = 0; i < 2; i++) {
                    Carried carried = bench.send("b@there.example").getFirst();
                    assertThat(carried).isInstanceOf(Carried.Taken.class);
                    assertThat(carried.remote()).endsWith("TLSv1.3 opportunistic");
                }
                assertThat(bench.server.connections).hasValue(1);
                assertThat(bench.server.lines)
                        .startsWith("EHLO here.example", "STARTTLS", "EHLO here.example", "MAIL FROM:<a@here.example>");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"454 4.7.0 not now", "501 5.5.4 no", "220 go on"})
    void whoseTlsDoesNotWorkGetsItInTheClear(String reply) throws Exception {
        try (Bench bench = bench(good)) {
            bench.server.script = (conversation, line) -> line.equals("STARTTLS")
                    ? reply.startsWith("220") ? "220 go on\n" + ScriptedServer.HANG_UP : reply
                    : null;
            Carried carried = bench.send("b@there.example").getFirst();
            assertThat(carried).isInstanceOf(Carried.Taken.class);
            assertThat(carried.remote()).contains("clear").doesNotContain("TLS");
        }
    }

    @Test
    void bytesBeforeTheHandshakeAreNotBelieved() throws Exception {
        try (Bench bench = bench(good)) {
            bench.server.script =
                    (conversation, line) -> line.equals("STARTTLS") ? "220 go on\n250-injected\n250 STARTTLS" : null;
            Carried carried = bench.send("b@there.example").getFirst();
            assertThat(carried).isInstanceOf(Carried.Later.class);
            assertThat(carried.reply()).contains("bytes after the reply to STARTTLS");
        }
    }

    @Test
    void daneAcceptsTheKeyThatIsPublished() throws Exception {
        for (Issued issued : List.of(good, otherName, expired)) { // RFC 7672 §3.1.1: only the key counts
            try (Bench bench = bench(issued)) {
                bench.zone.isAuthentic = true;
                bench.zone.tlsa(tlsaName(bench), 3, 1, 1, issued.keyHash());
                Carried carried = bench.send("b@there.example").getFirst();
                assertThat(carried).isInstanceOf(Carried.Taken.class);
                assertThat(carried.remote()).endsWith("TLSv1.3 dane");
                assertThat(bench.transport.explain("there.example").get(1)).endsWith("TLS: dane");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "BOGUS"})
    void whoDisturbsTheOtherAddressFamilyDoesNotTurnDaneOff(Answer.Status status) throws Exception {
        try (Bench bench = bench(good)) {
            bench.zone.isAuthentic = true;
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, otherName.keyHash());
            bench.zone
                    .status("mx.there.example", RecordType.AAAA, status)
                    .insecure("mx.there.example", RecordType.AAAA);
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, good.keyHash());
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("dane");
        }
    }

    @Test
    void daneAcceptsWhatThePublishedAuthorityIssuedForTheName() throws Exception {
        try (Bench bench = bench(good)) {
            bench.zone.isAuthentic = true;
            bench.zone.tlsa(tlsaName(bench), 2, 0, 1, authority.hash());
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("dane");
        }
        for (Issued issued : List.of(otherName, expired)) {
            try (Bench bench = bench(issued)) {
                bench.zone.isAuthentic = true;
                bench.zone.tlsa(tlsaName(bench), 2, 0, 1, authority.hash());
                assertThat(bench.send("b@there.example").getFirst().reply()).startsWith("451 4.7.5 TLS: ");
                assertThat(bench.server.messages).isEmpty();
            }
        }
        try (Bench bench = bench(authority.issue("there.example"))) { // RFC 7672 §3.2.2: or for the domain
            bench.zone.isAuthentic = true;
            bench.zone.tlsa(tlsaName(bench), 2, 0, 1, authority.hash());
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
        }
    }

    private static Bench aliased(Issued issued) throws Exception {
        Bench bench = bench(issued);
        bench.zone.isAuthentic = true;
        bench.zone.cname("mx.there.example", "between.host.example").cname("between.host.example", "real.host.example");
        return bench;
    }

    private static String tlsaName(Bench bench, String host) {
        return "_" + bench.server.port() + "._tcp." + host;
    }

    /** RFC 7672 §2.2.3 */
    @Test
    void recordsStandWhereAnAliasLeads() throws Exception {
        try (Bench bench = aliased(otherName)) {
            bench.zone.tlsa(tlsaName(bench, "real.host.example"), 3, 1, 1, otherName.keyHash());
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, good.keyHash());
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("dane");
        }
        try (Bench bench = aliased(otherName)) {
            bench.zone.tlsa(tlsaName(bench, "real.host.example"), 3, 1, 1, good.keyHash());
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, otherName.keyHash());
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
        }
        try (Bench bench = aliased(otherName)) {
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, otherName.keyHash());
            bench.zone.tlsa(tlsaName(bench, "between.host.example"), 3, 1, 1, good.keyHash());
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("dane");
        }
    }

    @Test
    void theCertificateIsForTheNameThatTheRecordsStandAt() throws Exception {
        Issued real = authority.issue("real.host.example");
        for (Issued issued : List.of(real, good, authority.issue("there.example"))) {
            try (Bench bench = aliased(issued)) {
                bench.zone.tlsa(tlsaName(bench, "real.host.example"), 2, 0, 1, authority.hash());
                Carried carried = bench.send("b@there.example").getFirst();
                if (issued == good) {
                    assertThat(carried.reply()).contains("the certificate is not for"); // RFC 7672 §3.2.2
                } else {
                    assertThat(carried.remote()).endsWith("dane");
                }
            }
        }
    }

    @Test
    void anAliasOutOfWhatIsProvedStillHasItsOwnRecords() throws Exception {
        try (Bench bench = aliased(otherName)) {
            bench.zone.insecure("mx.there.example", RecordType.A).insecure("mx.there.example", RecordType.AAAA);
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, good.keyHash());
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
            bench.zone.clear(tlsaName(bench), RecordType.TLSA).tlsa(tlsaName(bench), 3, 1, 1, otherName.keyHash());
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("dane");
            // what is not proved at all has none
            bench.zone.insecure("mx.there.example", RecordType.CNAME);
            assertThat(bench.send("c@there.example").getFirst().remote()).endsWith("opportunistic");
        }
    }

    @Test
    void anAliasThatCannotBeToldKeepsTheMail() throws Exception {
        for (Status status : List.of(Status.FAILED, Status.BOGUS)) {
            try (Bench bench = aliased(good)) {
                bench.zone.status("between.host.example", RecordType.CNAME, status);
                assertThat(bench.send("b@there.example").getFirst().reply())
                        .startsWith("451 4.7.5 CNAME of between.host.example");
                assertThat(bench.server.connections).hasValue(0);
            }
        }
        try (Bench bench = aliased(good)) {
            bench.zone.cname("real.host.example", "mx.there.example");
            assertThat(bench.send("b@there.example").getFirst().reply()).contains("too many");
        }
    }

    @Test
    void daneSendsNothingToAnybodyElse() throws Exception {
        try (Bench bench = bench(good)) {
            bench.zone.isAuthentic = true;
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, otherName.keyHash());
            Carried.Later later = (Carried.Later) bench.send("b@there.example").getFirst();
            assertThat(later.reply()).startsWith("451 4.7.5");
            assertThat(later.isDestination()).isTrue();
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, good.keyHash()); // one of several is enough
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
        }
        try (Bench bench = new Bench()) { // no STARTTLS
            bench.zone.isAuthentic = true;
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, good.keyHash());
            assertThat(bench.send("b@there.example").getFirst().reply()).startsWith("451 4.7.5 STARTTLS");
            assertThat(bench.server.messages).isEmpty();
        }
    }

    @Test
    void unusableRecordsStillMeanTls() throws Exception {
        try (Bench bench = bench(otherName)) {
            bench.zone.isAuthentic = true;
            bench.zone.tlsa(tlsaName(bench), 1, 1, 1, good.keyHash()).tlsa(tlsaName(bench), 3, 1, 9, new byte[] {1});
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("encrypted");
            bench.server.tls = null;
        }
        try (Bench bench = new Bench()) {
            bench.zone.isAuthentic = true;
            bench.zone.tlsa(tlsaName(bench), 1, 1, 1, good.keyHash());
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
        }
    }

    @Test
    void recordsThatNothingProvesDoNotCount() throws Exception {
        for (RecordType type : List.of(RecordType.MX, RecordType.A, RecordType.TLSA)) {
            try (Bench bench = bench(good)) {
                bench.zone.isAuthentic = true;
                bench.zone.tlsa(tlsaName(bench), 3, 1, 1, otherName.keyHash());
                bench.zone.insecure(
                        switch (type) {
                            case MX -> "there.example";
                            case A -> "mx.there.example";
                            default -> tlsaName(bench);
                        },
                        type);
                assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("opportunistic");
            }
        }
    }

    @Test
    void withoutAnAnswerAboutTlsaTheServerIsNotUsed() throws Exception {
        for (Status status : List.of(Status.FAILED, Status.BOGUS)) {
            try (Bench bench = bench(good)) {
                bench.zone.isAuthentic = true;
                bench.zone.status(tlsaName(bench), RecordType.TLSA, status);
                assertThat(bench.send("b@there.example").getFirst().reply()).startsWith("451 4.7.5 TLSA");
                assertThat(bench.server.connections).hasValue(0);
            }
        }
    }

    @Test
    void aMessageMayAskForSecrecyOnTheWholeWay() throws Exception {
        try (Bench bench = bench(good)) {
            bench.server.extensions = List.of("REQUIRETLS");
            assertThat(bench.send(Bench.MESSAGE, Map.of("REQUIRETLS", ""), "b@there.example")
                            .getFirst()
                            .reply())
                    .contains("Nothing proves");
            bench.zone.isAuthentic = true;
            assertThat(bench.send(Bench.MESSAGE, Map.of("REQUIRETLS", ""), "b@there.example")
                            .getFirst()
                            .remote())
                    .endsWith("requiretls");
            assertThat(bench.server.lines).contains("MAIL FROM:<a@here.example> REQUIRETLS");
        }
        try (Bench bench = bench(good)) {
            bench.zone.isAuthentic = true;
            assertThat(bench.send(Bench.MESSAGE, Map.of("REQUIRETLS", ""), "b@there.example")
                            .getFirst()
                            .reply())
                    .startsWith("550 5.7.30");
        }
        try (Bench bench = bench(otherName)) {
            bench.server.extensions = List.of("REQUIRETLS");
            bench.zone.isAuthentic = true;
            assertThat(bench.send(Bench.MESSAGE, Map.of("REQUIRETLS", ""), "b@there.example")
                            .getFirst()
                            .reply())
                    .startsWith("451 4.7.5");
        }
    }

    @Test
    void aMessageMayGoWithoutSecrecy() throws Exception {
        try (Bench bench = bench(otherName)) {
            bench.zone.isAuthentic = true;
            bench.zone.tlsa(tlsaName(bench), 3, 1, 1, good.keyHash());
            assertThat(bench.send("TLS-Required: No\r\n" + Bench.MESSAGE, Map.of(), "b@there.example")
                            .getFirst())
                    .isInstanceOf(Carried.Taken.class);
            assertThat(bench.send("X: y\r\n\r\nTLS-Required: No\r\n", Map.of(), "b@there.example")
                            .getFirst())
                    .isInstanceOf(Carried.Later.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "starttls,true,127.0.0.1,Later",
        "starttls,false,127.0.0.1,Taken",
        "implicit,false,127.0.0.1,Taken",
        "implicit,true,mx.there.example,Taken",
        "starttls,true,mx.there.example,Taken"
    })
    void relayHostsAreWhoTheySayTheyAre(String tls, boolean verify, String name, String result) throws Exception {
        try (Bench bench = bench(good)) {
            bench.server.isImplicitTls = tls.equals("implicit");
            bench.transport.bindRelayHost(new RelayHost(
                    Configurations.of(
                            RelayHost.Config.class,
                            Map.of("host", name, "port", bench.server.port(), "tls", tls, "verify", verify)),
                    Map.of("service.pid", "smtp-out.relay~smart")));
            assertThat(bench.transport
                            .carry(Bench.consignment(
                                    "smart",
                                    true,
                                    Bench.MESSAGE.getBytes(StandardCharsets.UTF_8),
                                    Map.of(),
                                    List.of(new Destination("b@far.example", Map.of()))))
                            .getFirst()
                            .getClass()
                            .getSimpleName())
                    .isEqualTo(result);
        }
    }
}
