package org.mailbay.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Answer.Status;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.testkit.DnsServer;

class DnsResolverTest {
    private static final String[] ZONE = {
        "test. SOA ns.test. root.test. 1 3600 600 86400 30",
        "one.test. 600 MX 20 Mx2.One.TEST.",
        "one.test. 600 MX 10 mx.one.test.",
        "one.test. TXT \"v=spf1 \" \"-all \\195\\164\"",
        "one.test. NS ns.test.",
        "one.test. CAA 0 issue ca.test",
        "mx.one.test. 60 A 192.0.2.1",
        "mx.one.test. AAAA 2001:db8::1",
        "_25._tcp.mx.one.test. TLSA 3 1 1 0a0b0c",
        "1.2.0.192.in-addr.arpa. PTR mx.one.test.",
        "null.test. MX 0 .",
        "alias.test. 20 CNAME mx.one.test.",
        "odd.test. MX 10 \"a\\010b.test.\"",
        "xn--mller-kva.test. A 192.0.2.2",
    };

    @TempDir
    private Path folder;

    @Test
    void answersOfEachType() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of(), dns)) {
            Answer mx = house.ask("ONE.test.", RecordType.MX);
            assertThat(mx.name()).isEqualTo("one.test");
            assertThat(mx.records(DnsRecord.Mx.class))
                    .containsExactly(new DnsRecord.Mx(20, "mx2.one.test"), new DnsRecord.Mx(10, "mx.one.test"));
            assertThat(mx.authentic()).isFalse();
            assertThat(mx.ttl()).isEqualTo(Duration.ofMinutes(10));
            assertThat(mx.reason()).isEmpty();
            assertThat(house.ask("mx.one.test", RecordType.A).records())
                    .containsExactly(new DnsRecord.Address(InetAddress.ofLiteral("192.0.2.1")));
            assertThat(house.ask("mx.one.test", RecordType.AAAA).records())
                    .containsExactly(new DnsRecord.Address(InetAddress.ofLiteral("2001:db8::1")));
            DnsRecord.Text text = house.ask("one.test", RecordType.TXT)
                    .records(DnsRecord.Text.class)
                    .getFirst();
            assertThat(text.text()).isEqualTo("v=spf1 -all Ã¤");
            assertThat(text.utf8()).isEqualTo("v=spf1 -all ä");
            assertThat(house.ask("one.test", RecordType.NS).records()).containsExactly(new DnsRecord.Name("ns.test"));
            assertThat(house.ask("1.2.0.192.in-addr.arpa", RecordType.PTR).records())
                    .containsExactly(new DnsRecord.Name("mx.one.test"));
            assertThat(house.ask("one.test", RecordType.CAA).records())
                    .containsExactly(new DnsRecord.Caa(0, "issue", "ca.test"));
            DnsRecord.Tlsa tlsa = house.ask("_25._tcp.mx.one.test", RecordType.TLSA)
                    .records(DnsRecord.Tlsa.class)
                    .getFirst();
            assertThat(tlsa.usage()).isEqualTo(3);
            assertThat(tlsa.data()).containsExactly(10, 11, 12);
            assertThat(house.ask("null.test", RecordType.MX).records()).containsExactly(new DnsRecord.Mx(0, ""));
            assertThat(house.ask("odd.test", RecordType.MX).records())
                    .containsExactly(new DnsRecord.Mx(10, "a\\010b.test"));
        }
    }

    @Test
    void aliasesAreFollowed() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of(), dns)) {
            Answer answer = house.ask("alias.test", RecordType.A);
            assertThat(answer.records()).hasSize(1);
            assertThat(answer.name()).isEqualTo("alias.test");
            assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(20));
            assertThat(house.ask("alias.test", RecordType.MX).status()).isEqualTo(Status.NO_DATA);
        }
    }

    @Test
    void internationalNamesAreAskedAsALabels() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of(), dns)) {
            Answer answer = house.ask("MÜLLER.test", RecordType.A);
            assertThat(answer.status()).isEqualTo(Status.FOUND);
            assertThat(answer.name()).isEqualTo("xn--mller-kva.test");
            house.ask("xn--mller-kva.test.", RecordType.A);
            assertThat(dns.questions("xn--mller-kva.test", "A")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..test",
                ".a.test",
                "192.0.2.1",
                "[192.0.2.1]",
                "a b.test",
                "a\r\n.test",
                "💩.test",
                "a\0.test",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test",
                "-ä.test"
            })
    void whatIsNoNameIsNotAsked(String name) throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of(), dns)) {
            assertThat(house.ask(name, RecordType.A).status()).isEqualTo(Status.MALFORMED);
            assertThat(house.ask("a.".repeat(200) + "test", RecordType.A).status())
                    .isEqualTo(Status.MALFORMED);
            assertThat(dns.questions()).isZero();
        }
    }

    @Test
    void oddButPossibleNamesAreAsked() throws Exception {
        try (DnsServer dns = DnsServer.of("a+b\\c._spf.one.test. TXT yes");
                House house = new House(Map.of(), dns)) {
            assertThat(house.ask("a+b\\c._spf.one.test", RecordType.TXT).status())
                    .isEqualTo(Status.FOUND);
        }
    }

    @Test
    void answersAreRememberedAsLongAsTheySay() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of(), dns)) {
            house.ask("mx.one.test", RecordType.A);
            house.pass(45);
            assertThat(house.ask("mx.one.test", RecordType.A).ttl()).isEqualTo(Duration.ofSeconds(15));
            assertThat(dns.questions("mx.one.test", "A")).isEqualTo(1);
            assertThat(house.resolver.look("mx.one.test", RecordType.A).from()).isEqualTo("cache, " + dns.address());
            house.pass(15);
            house.ask("mx.one.test", RecordType.A);
            assertThat(dns.questions("mx.one.test", "A")).isEqualTo(2);
            assertThat(house.resolver.flush()).isEqualTo(1);
            house.ask("mx.one.test", RecordType.A);
            assertThat(dns.questions("mx.one.test", "A")).isEqualTo(3);
        }
    }

    @Test
    void ttlsHaveBounds() throws Exception {
        try (DnsServer dns = DnsServer.of("zero.test. 0 A 192.0.2.1", "ever.test. 2000000000 A 192.0.2.1");
                House house = new House(Map.of(), dns)) {
            assertThat(house.ask("zero.test", RecordType.A).ttl()).isEqualTo(Duration.ofSeconds(5));
            assertThat(house.ask("ever.test", RecordType.A).ttl()).isEqualTo(Duration.ofDays(1));
        }
    }

    @Test
    void nothingIsRememberedAsLongAsTheSoaSays() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of(), dns)) {
            assertThat(house.ask("none.test", RecordType.A).status()).isEqualTo(Status.NO_NAME);
            Answer nothing = house.ask("one.test", RecordType.A);
            assertThat(nothing.status()).isEqualTo(Status.NO_DATA);
            assertThat(nothing.ttl()).isEqualTo(Duration.ofSeconds(30));
            assertThat(nothing.reason()).isEqualTo("no such record says " + dns.address());
            house.pass(29);
            house.ask("none.test", RecordType.A);
            assertThat(dns.questions("none.test", "A")).isEqualTo(1);
            house.pass(1);
            house.ask("none.test", RecordType.A);
            assertThat(dns.questions("none.test", "A")).isEqualTo(2);
        }
    }

    @Test
    void failuresAreRememberedForSeconds() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of(), dns)) {
            dns.fault("one.test", DnsServer.Fault.SERVFAIL);
            Answer failed = house.ask("one.test", RecordType.MX);
            assertThat(failed.status()).isEqualTo(Status.FAILED);
            assertThat(failed.reason()).isEqualTo("SERVFAIL from " + dns.address());
            dns.well("one.test");
            assertThat(house.ask("one.test", RecordType.MX).status()).isEqualTo(Status.FAILED);
            house.pass(5);
            assertThat(house.ask("one.test", RecordType.MX).status()).isEqualTo(Status.FOUND);
        }
    }

    @Test
    void theCacheIsBounded() throws Exception {
        try (DnsServer dns = DnsServer.of("*.test. A 192.0.2.1");
                House house = new House(Map.of("cacheEntries", 10), dns)) {
            for (int i = 0; i < 30; i++) {
                house.ask("n" + i + ".test", RecordType.A);
                house.ask("n0.test", RecordType.A);
            }
            assertThat(house.resolver.remembered()).isEqualTo(10);
            assertThat(dns.questions("n0.test", "A")).isEqualTo(1);
        }
    }

    @Test
    void whoAsksTheSameWaitsForOneAnswer() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of("timeoutMillis", 5000), dns);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            dns.late("one.test", Duration.ofMillis(300));
            List<Future<Answer>> answers = threads.invokeAll(IntStream.range(0, 100)
                    .mapToObj(i -> (Callable<Answer>) () -> house.ask("one.test", RecordType.MX))
                    .toList());
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(Status.FOUND);
            }
            assertThat(dns.questions()).isEqualTo(1);
        }
    }

    @Test
    void onlySoManyAreLookedIntoAtATime() throws Exception {
        try (DnsServer dns = DnsServer.of("*.test. A 192.0.2.1");
                House house = new House(Map.of("concurrent", 1, "deadlineMillis", 300), dns);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            dns.fault("*", DnsServer.Fault.SILENT);
            List<Future<Answer>> answers = threads.invokeAll(IntStream.range(0, 5)
                    .mapToObj(i -> (Callable<Answer>) () -> house.ask("n" + i + ".test", RecordType.A))
                    .toList());
            List<String> reasons = new java.util.ArrayList<>();
            for (Future<Answer> answer : answers) {
                reasons.add(answer.get().reason());
            }
            assertThat(reasons).contains("too many questions at a time");
        }
    }

    @Test
    void anotherServerIsAskedWhenOneIsSilent() throws Exception {
        try (DnsServer silent = DnsServer.of(ZONE);
                DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of("timeoutMillis", 200), silent, dns)) {
            silent.fault("*", DnsServer.Fault.SILENT);
            assertThat(house.ask("one.test", RecordType.MX).status()).isEqualTo(Status.FOUND);
            assertThat(house.ask("one.test", RecordType.TXT).status()).isEqualTo(Status.FOUND);
            assertThat(silent.questions()).isEqualTo(1);
            assertThat(house.resolver.execute().getStatus()).isEqualTo(Result.Status.OK);
        }
    }

    @Test
    void anotherServerIsAskedWhenOneIsLame() throws Exception {
        try (DnsServer lame = DnsServer.of(ZONE);
                DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of(), lame, dns)) {
            lame.fault("*", DnsServer.Fault.LAME);
            assertThat(house.ask("one.test", RecordType.MX).status()).isEqualTo(Status.FOUND);
            assertThat(lame.questions()).isEqualTo(1);
        }
    }

    @Test
    void oneServerThatFailsAgainAndAgainIsTold() {
        Servers servers = Servers.of(List.of("192.0.2.1", "192.0.2.2"));
        for (int i = 0; i < 3; i++) {
            assertThat(servers.states()).containsEntry("192.0.2.1:53", "");
            servers.failed(Servers.address("192.0.2.1"), "REFUSED");
        }
        assertThat(servers.inOrder().getFirst()).isEqualTo(Servers.address("192.0.2.2"));
        assertThat(servers.states()).containsEntry("192.0.2.1:53", "REFUSED").containsEntry("192.0.2.2:53", "");
        servers.worked(Servers.address("192.0.2.1"));
        assertThat(servers.states()).containsEntry("192.0.2.1:53", "");
    }

    @Test
    void isAskedAgainWhenItFailedOnce() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(Map.of("tries", 2), dns)) {
            dns.fault("one.test", DnsServer.Fault.SERVFAIL, 1);
            assertThat(house.ask("one.test", RecordType.MX).status()).isEqualTo(Status.FOUND);
        }
    }

    @Test
    void nobodyAnswers() throws Exception {
        DnsServer gone = DnsServer.of();
        gone.close();
        try (House house = new House(Map.of("tries", 2), gone)) {
            Answer answer = house.ask("one.test", RecordType.A);
            assertThat(answer.status()).isEqualTo(Status.FAILED);
            assertThat(answer.reason()).isEqualTo("nothing listens there: no answer from " + gone.address());
            assertThat(house.resolver.execute().getStatus()).isEqualTo(Result.Status.OK);
            house.ask("two.test", RecordType.A);
            Result health = house.resolver.execute();
            assertThat(health.getStatus()).isEqualTo(Result.Status.WARN);
            assertThat(health.toString()).contains("no DNS server answers").contains(gone.address());
        }
    }

    @Test
    void operatorsGiveAnswersThemselves() throws Exception {
        String[] fixed = {
            "fixed.test. 300 IN MX 10 mx.fixed.test.",
            "mx.fixed.test A 127.0.0.1",
            "*.wild.test. A 127.0.0.2",
            "to.test. CNAME mx.one.test.",
            "within.test CNAME mx.fixed.test.",
            "key.test. TXT \"v=DKIM1; p=" + "k".repeat(600) + "\""
        };
        try (DnsServer dns = DnsServer.of(ZONE);
                House house = new House(
                        Map.of("fixed", fixed, "fixedAuthentic", new String[] {"sure.test. TLSA 3 1 1 0a0b"}), dns)) {
            assertThat(house.ask("fixed.test", RecordType.MX).records())
                    .containsExactly(new DnsRecord.Mx(10, "mx.fixed.test"));
            assertThat(house.ask("fixed.test", RecordType.A).status()).isEqualTo(Status.NO_DATA);
            assertThat(house.ask("any.wild.test", RecordType.A).status()).isEqualTo(Status.FOUND);
            assertThat(house.ask("within.test", RecordType.A).records())
                    .containsExactly(new DnsRecord.Address(InetAddress.ofLiteral("127.0.0.1")));
            assertThat(house.ask("key.test", RecordType.TXT).records())
                    .containsExactly(new DnsRecord.Text("v=DKIM1; p=" + "k".repeat(600)));
            assertThat(dns.questions()).isZero();
            assertThat(house.ask("to.test", RecordType.A).records())
                    .containsExactly(new DnsRecord.Address(InetAddress.ofLiteral("192.0.2.1")));
            assertThat(house.ask("fixed.test", RecordType.MX).authentic()).isFalse();
            assertThat(house.ask("sure.test", RecordType.TLSA).authentic()).isTrue();
        }
        for (String wrong : List.of("x.test. A", "x.test. A nine", "x..test A 1.2.3.4", "x.test. NOTYPE a", "x.test")) {
            assertThatThrownBy(() -> new House(Map.of("fixed", new String[] {wrong})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + wrong + "\"");
        }
    }

    @Test
    void theSystemsServersAreReadFromItsFile() throws Exception {
        Path file = folder.resolve("resolv.conf");
        Files.writeString(
                file, "# mine\nsearch one.test\nnameserver 192.0.2.53\nnameserver 2001:db8::53\nnameserver x\n");
        assertThat(Servers.system(file).states().keySet())
                .containsExactly("192.0.2.53:53", "[2001:db8:0:0:0:0:0:53]:53");
        assertThat(Servers.system(folder.resolve("none")).states().keySet()).containsExactly("127.0.0.1:53");
        assertThat(List.of("192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353").stream()
                        .map(Servers::address)
                        .map(Servers::text)
                        .collect(Collectors.joining(" ")))
                .isEqualTo("192.0.2.1:53 192.0.2.1:5353 [2001:db8:0:0:0:0:0:1]:53 [2001:db8:0:0:0:0:0:1]:5353");
        assertThatThrownBy(() -> Servers.address("dns.test")).hasMessageContaining("dns.test");
    }

    @Test
    void closingWaitsForWhatRuns() throws Exception {
        try (DnsServer dns = DnsServer.of(ZONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            House house = new House(Map.of("timeoutMillis", 5000), dns);
            dns.late("one.test", Duration.ofMillis(400));
            Future<Answer> answer = threads.submit(() -> house.ask("one.test", RecordType.MX));
            while (dns.questions() == 0) {
                Thread.sleep(5);
            }
            house.close();
            assertThat(answer.get().status()).isEqualTo(Status.FOUND);
            assertThat(house.ask("mx.one.test", RecordType.A).reason()).isEqualTo("the resolver is closing");
        }
    }
}
