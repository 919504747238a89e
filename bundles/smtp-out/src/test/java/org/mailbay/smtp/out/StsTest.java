package org.mailbay.smtp.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.dns.RecordType;
import org.mailbay.store.Annex;
import org.mailbay.store.Room;
import org.mailbay.testkit.MemoryStore;

class StsTest {
    @TempDir
    Path folder;

    private Authority authority;
    private ScriptedHttps https;
    private MemoryStore store;

    @BeforeEach
    void start() throws Exception {
        authority = new Authority();
        authority.pem(folder);
        https = new ScriptedHttps(authority.issue("mta-sts.there.example").context());
        store = new MemoryStore();
    }

    @AfterEach
    void stop() throws Exception {
        https.close();
        store.close();
    }

    private static String policy(String mode, String... mx) {
        return "version: STSv1\r\nmode: " + mode + "\r\nmx: " + String.join("\r\nmx: ", mx) + "\r\nmax_age: 604800\r\n";
    }

    private Bench bench(String certificateName) throws Exception {
        Bench bench = new Bench(Map.of(
                "trust",
                folder.resolve("authority.pem").toString(),
                "mtaSts",
                true,
                "mtaStsPort",
                https.port(),
                "privateAddresses",
                true));
        bench.server.tls = authority.issue(certificateName).context();
        bench.transport.bindAnnex(store.annex());
        bench.zone.txt("_mta-sts.there.example", "v=STSv1; id=1;").a("mta-sts.there.example", "127.0.0.1");
        return bench;
    }

    @Test
    void anEnforcedPolicyIsKept() throws Exception {
        https.page(policy("enforce", "*.there.example"));
        try (Bench bench = bench("mx.there.example")) {
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("TLSv1.3 mta-sts");
            assertThat(bench.outcomes).containsExactly("sts there.example");
            assertThat(https.requests.getFirst().head())
                    .startsWith("GET /.well-known/mta-sts.txt HTTP/1.1\r\n")
                    .contains("Host: mta-sts.there.example:");
            assertThat(bench.transport.explain("there.example").getLast()).contains("mta-sts, MTA-STS version: STSv1");
        }
        try (Bench bench = bench("other.example")) {
            assertThat(bench.send("b@there.example").getFirst().reply()).startsWith("451 4.7.5");
            assertThat(bench.server.messages).isEmpty();
            assertThat(bench.outcomes).containsExactly("sts there.example certificate-host-mismatch");
        }
        try (Bench bench = bench("mx.there.example")) {
            bench.server.tls = null;
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
            assertThat(bench.server.messages).isEmpty();
            assertThat(bench.outcomes).containsExactly("sts there.example starttls-not-supported");
        }
        assertThat(https.requests).hasSize(1);
    }

    @Test
    void serversThatThePolicyDoesNotNameGetNothing() throws Exception {
        https.page(policy("enforce", "mail.there.example"));
        try (Bench bench = bench("mx.there.example")) {
            assertThat(bench.send("b@there.example").getFirst().reply()).contains("no server of there.example");
            assertThat(bench.server.connections).hasValue(0);
            bench.zone.mx("there.example", 20, "mail.there.example").a("mail.there.example", "127.0.0.1");
            bench.server.tls = authority.issue("mail.there.example").context();
            assertThat(bench.send("b@there.example").getFirst().remote()).startsWith("mail.there.example");
        }
    }

    @Test
    void testingIsNeverEnforced() throws Exception {
        https.page(policy("testing", "mail.there.example"));
        try (Bench bench = bench("other.example")) {
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            assertThat(bench.outcomes).containsExactly("sts there.example validation-failure");
        }
        https.page(policy("testing", "mx.there.example"));
        try (Bench bench = bench("other.example")) {
            bench.zone.clear("_mta-sts.there.example", RecordType.TXT).txt("_mta-sts.there.example", "v=STSv1; id=2;");
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            assertThat(bench.outcomes).containsExactly("sts there.example certificate-host-mismatch");
        }
        try (Bench bench = bench("mx.there.example")) {
            bench.server.tls = null;
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            assertThat(bench.outcomes).containsExactly("sts there.example starttls-not-supported");
        }
    }

    @Test
    void noneIsNone() throws Exception {
        https.page("version: STSv1\nmode: none\nmax_age: 86400\n");
        try (Bench bench = bench("other.example")) {
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("opportunistic");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 302 Found\r\nLocation: https://mta-sts.there.example/x\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nversion: STSv1\nmode: enforce\nmx: a.b\nmax_age: 9",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nversion: STSv2\nmode: enforce\nmx: a.b\nmax_age: 9",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 90\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
                "SSH-2.0-x\r\n\r\n",
                ""
            })
    void whatCannotBeFetchedDoesNotCount(String answer) throws Exception {
        https.answer = answer;
        try (Bench bench = bench("other.example")) {
            for (int i = 0; i < 3; i++) {
                assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("opportunistic");
            }
            assertThat(bench.outcomes.getFirst()).matches("sts there.example sts-policy-(fetch-error|invalid)");
            assertThat(https.requests).hasSize(1); // RFC 8461 §3.3: not each time
            https.page(policy("enforce", "mx.there.example"));
            bench.now = bench.now.plus(Duration.ofMinutes(6));
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
        }
    }

    @Test
    void chunksAreRead() throws Exception {
        String policy = policy("enforce", "mx.there.example");
        https.answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"
                + policy.substring(0, 5) + "\r\n" + Integer.toHexString(policy.length() - 5) + ";x=y\r\n"
                + policy.substring(5) + "\r\n0\r\n\r\n";
        try (Bench bench = bench("mx.there.example")) {
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("mta-sts");
        }
    }

    @Test
    void aServerThatProvesNothingHasNoPolicy() throws Exception {
        try (ScriptedHttps other =
                new ScriptedHttps(authority.issue("other.example").context())) {
            other.page(policy("enforce", "mail.there.example"));
            try (Bench bench = new Bench(Map.of(
                    "trust",
                    folder.resolve("authority.pem").toString(),
                    "mtaSts",
                    true,
                    "mtaStsPort",
                    other.port(),
                    "privateAddresses",
                    true))) {
                bench.transport.bindAnnex(store.annex());
                bench.zone.txt("_mta-sts.there.example", "v=STSv1; id=1").a("mta-sts.there.example", "127.0.0.1");
                assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
                assertThat(bench.outcomes).containsExactly("sts there.example sts-webpki-invalid");
            }
        }
    }

    @Test
    void privateNetworksAreNotCalled() throws Exception {
        https.page(policy("enforce", "mail.there.example"));
        try (Bench bench = new Bench(Map.of(
                "trust", folder.resolve("authority.pem").toString(), "mtaSts", true, "mtaStsPort", https.port()))) {
            bench.transport.bindAnnex(store.annex());
            bench.zone.txt("_mta-sts.there.example", "v=STSv1; id=1").a("mta-sts.there.example", "127.0.0.1");
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            assertThat(https.requests).isEmpty();
        }
    }

    @Test
    void aPolicyOutlivesItsRecordItsServerAndOurRestart() throws Exception {
        https.page(policy("enforce", "mail.there.example"));
        try (Bench bench = bench("mx.there.example")) {
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
        }
        https.answer = "";
        try (Bench bench = bench("mx.there.example")) {
            bench.zone.clear("_mta-sts.there.example", RecordType.TXT);
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
            bench.zone.txt("_mta-sts.there.example", "v=STSv1; id=other");
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
            bench.zone.clear("_mta-sts.there.example", RecordType.TXT);
            bench.now = bench.now.plus(Duration.ofDays(8));
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
        }
    }

    /** The store's room, as long as it works. */
    private Annex failing(AtomicBoolean reads, AtomicBoolean writes) {
        return name -> (Room) Proxy.newProxyInstance(
                Room.class.getClassLoader(), new Class<?>[] {Room.class}, (proxy, method, arguments) -> {
                    boolean isWrite = method.getName().equals("commit");
                    if ((isWrite ? writes : reads).get()) {
                        throw new IOException("the disk is broken");
                    }
                    try {
                        return method.invoke(store.annex().room(name), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Bench bench(String certificateName, AtomicBoolean reads, AtomicBoolean writes) throws Exception {
        Bench bench = bench(certificateName);
        bench.transport.unbindAnnex(store.annex());
        bench.transport.bindAnnex(failing(reads, writes));
        return bench;
    }

    @Test
    void whatCannotBeReadIsNotTakenForNoPolicy() throws Exception {
        https.page(policy("enforce", "mail.there.example"));
        try (Bench bench = bench("mx.there.example")) {
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
        }
        AtomicBoolean reads = new AtomicBoolean(true);
        try (Bench bench = bench("mx.there.example", reads, new AtomicBoolean())) {
            bench.zone.clear("_mta-sts.there.example", RecordType.TXT);
            Carried carried = bench.send("b@there.example").getFirst();
            assertThat(carried).isInstanceOf(Carried.Later.class);
            assertThat(carried.reply()).startsWith("451 4.3.0").contains("cannot be read: the disk is broken");
            assertThat(bench.server.connections).hasValue(0);
            assertThat(bench.outcomes).isEmpty(); // RFC 8460: it is no fault of theirs
            assertThat(bench.transport.explain("there.example").getLast()).contains("the disk is broken");
            assertThat(bench.transport.execute().getStatus()).isEqualTo(Result.Status.WARN);
            assertThat(bench.transport.execute().toString()).contains("the disk is broken");
            reads.set(false);
            assertThat(bench.send("b@there.example").getFirst().reply()).contains("no server of there.example");
            assertThat(bench.transport.execute().getStatus()).isEqualTo(Result.Status.OK);
        }
    }

    @Test
    void whatCannotBeWrittenCountsAndIsWrittenLater() throws Exception {
        https.page(policy("enforce", "mail.there.example"));
        AtomicBoolean writes = new AtomicBoolean(true);
        try (Bench bench = bench("mx.there.example", new AtomicBoolean(), writes)) {
            for (int i = 0; i < 2; i++) {
                assertThat(bench.send("b@there.example").getFirst().reply()).contains("no server of there.example");
                assertThat(bench.server.connections).hasValue(0);
                assertThat(bench.transport.execute().getStatus()).isEqualTo(Result.Status.WARN);
            }
            assertThat(https.requests).hasSize(1);
            writes.set(false);
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
            assertThat(bench.transport.execute().getStatus()).isEqualTo(Result.Status.OK);
        }
        https.answer = "";
        try (Bench bench = bench("mx.there.example")) {
            bench.zone.clear("_mta-sts.there.example", RecordType.TXT);
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
        }
    }

    @Test
    void anotherIdBringsAnotherPolicy() throws Exception {
        https.page(policy("enforce", "mail.there.example"));
        try (Bench bench = bench("mx.there.example")) {
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
            https.page(policy("enforce", "mx.there.example"));
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Later.class);
            bench.zone.clear("_mta-sts.there.example", RecordType.TXT).txt("_mta-sts.there.example", "v=STSv1; id=2;");
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            assertThat(https.requests).hasSize(2);
        }
    }

    @Test
    void daneComesFirst() throws Exception {
        https.page(policy("enforce", "mail.there.example"));
        try (Bench bench = bench("other.example")) {
            Authority.Issued issued = authority.issue("any.example");
            bench.server.tls = issued.context();
            bench.zone.isAuthentic = true;
            bench.zone.tlsa("_" + bench.server.port() + "._tcp.mx.there.example", 3, 1, 1, issued.keyHash());
            assertThat(bench.send("b@there.example").getFirst().remote()).endsWith("dane");
            assertThat(bench.outcomes).containsExactly("tlsa there.example");
            assertThat(https.requests).isEmpty();
        }
    }

    @Test
    void requiredSecrecyTakesATestedPolicySeriously() throws Exception {
        https.page(policy("testing", "mx.there.example"));
        try (Bench bench = bench("other.example")) {
            bench.server.extensions = List.of("REQUIRETLS");
            assertThat(bench.send(Bench.MESSAGE, Map.of("REQUIRETLS", ""), "b@there.example")
                            .getFirst())
                    .isInstanceOf(Carried.Later.class);
        }
    }
}
