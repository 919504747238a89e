package org.mailbay.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Domain;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.dkim.DkimResult;
import org.mailbay.mailauth.dkim.DkimVerdict;
import org.mailbay.mailauth.dkim.DkimVerifier;
import org.mailbay.mime.Content;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

final class DomainKeysTest {
    private static final TenantId TENANT = new TenantId(7);
    private static final AccountId USER = new AccountId(9);
    private static final String MESSAGE =
            "From: ann@example.org\r\nTo: bob@example.net\r\nSubject: x\r\n\r\nHello.\r\n";

    private final MemoryStore store = new MemoryStore();
    private final Map<String, String> zone = new HashMap<>();
    private final List<Domain> domains = new ArrayList<>(List.of(new Domain("example.org", TENANT)));
    private final Resolver dns = (name, type) -> new Answer(
            name,
            type,
            zone.containsKey(name) && type == RecordType.TXT ? Answer.Status.FOUND : Answer.Status.NO_NAME,
            false,
            zone.containsKey(name) ? List.of(new DnsRecord.Text(zone.get(name))) : List.of(),
            Duration.ZERO,
            "");
    private long revision;
    private Instant now = Instant.parse("2026-11-23T00:00:00Z");
    private DomainKeys keys = make(Map.of());

    private DomainKeys make(Map<String, Object> settings) {
        DomainKeys made = new DomainKeys(Configurations.of(DomainKeys.Config.class, settings), () -> now, false);
        made.bindStore(store.store());
        made.bindResolver(dns);
        made.bindDirectory((Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "domains" -> List.copyOf(domains);
                    case "revision" -> revision++;
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
        return made;
    }

    @BeforeEach
    void look() {
        keys.look();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void publish() throws IOException {
        for (DomainKey key : keys.all()) {
            zone.put(key.name(), keys.record(key));
        }
    }

    private List<KeyState> states() throws IOException {
        return keys.all().stream().map(DomainKey::state).toList();
    }

    private static Content content(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    private static Shipment shipment(TenantId tenant, AccountId account, String origin, String via) {
        return new Shipment(
                new Envelope("ann@example.org", "trace", Instant.EPOCH),
                Map.of(),
                List.of(new Destination("bob@example.net", Map.of(), via)),
                tenant,
                account,
                origin);
    }

    private List<String> sign(String message, TenantId tenant, AccountId account, String origin) throws IOException {
        return new MailSigner(keys).sign(shipment(tenant, account, origin, Destination.MX), content(message));
    }

    @Test
    void firstKeysSignWhenDnsHasThem() throws IOException {
        assertThat(keys.all()).extracting(DomainKey::selector).containsExactly("mb20261123r", "mb20261123e");
        assertThat(states()).containsOnly(KeyState.WAITING);
        assertThat(sign(MESSAGE, TENANT, USER, "smtp")).isEmpty();
        publish();
        keys.look();
        assertThat(states()).containsOnly(KeyState.SIGNING);
        List<String> fields = sign(MESSAGE, TENANT, USER, "smtp");
        List<DkimResult> results = new DkimVerifier(dns, () -> now, DkimVerifier.Bounds.DEFAULT)
                .verify(content(String.join("", fields) + MESSAGE));
        assertThat(results).hasSize(2).allMatch(result -> result.verdict() == DkimVerdict.PASS);
    }

    @Test
    void onlyForTheTenantAndForWhoLoggedIn() throws IOException {
        publish();
        keys.look();
        AccountId system = AccountId.SYSTEM;
        assertThat(sign(MESSAGE, new TenantId(8), USER, "smtp")).isEmpty();
        assertThat(sign(MESSAGE, TENANT, system, "smtp")).isEmpty();
        assertThat(sign(MESSAGE, TENANT, system, MailSigner.OURS)).hasSize(2);
        assertThat(sign(MESSAGE.replace("ann@example.org", "ann@mail.example.org"), TENANT, USER, ""))
                .hasSize(2);
        assertThat(sign(MESSAGE.replace("ann@example.org", "ann@example.com"), TENANT, USER, ""))
                .isEmpty();
        assertThat(new MailSigner(keys).sign(shipment(TENANT, USER, "", Destination.MAILBOX), content(MESSAGE)))
                .isEmpty();
    }

    @Test
    void aNewKeyReplacesTheOldOneAfterDays() throws IOException {
        publish();
        keys.look();
        assertThat(keys.rotate("example.org"))
                .extracting(DomainKey::selector)
                .containsExactly("mb20261123r2", "mb20261123e2");
        assertThat(keys.rotate("example.org")).as("some wait already").isEmpty();
        publish();
        keys.look();
        assertThat(keys.signing("example.org"))
                .extracting(k -> k.selector())
                .containsExactly("mb20261123r", "mb20261123e");
        now = now.plus(Duration.ofDays(3));
        keys.look();
        assertThat(keys.signing("example.org"))
                .extracting(k -> k.selector())
                .containsExactly("mb20261123r2", "mb20261123e2");
        assertThat(states()).containsExactly(KeyState.RETIRED, KeyState.RETIRED, KeyState.SIGNING, KeyState.SIGNING);
        now = now.plus(Duration.ofDays(15));
        keys.look();
        assertThat(keys.all()).hasSize(2);
    }

    @Test
    void keysThatAreOldAreReplacedWhenConfigured() throws IOException {
        keys = make(Map.of("rotateDays", 30, "waitForDns", false));
        keys.look();
        assertThat(states()).containsOnly(KeyState.SIGNING);
        now = now.plus(Duration.ofDays(31));
        keys.look();
        assertThat(states()).containsExactly(KeyState.SIGNING, KeyState.SIGNING, KeyState.WAITING, KeyState.WAITING);
    }

    @Test
    void keysOutliveTheBundle() throws IOException {
        String record = keys.record(keys.all().getFirst());
        keys = make(Map.of());
        keys.look();
        assertThat(keys.all()).hasSize(2);
        assertThat(keys.record(keys.all().getFirst())).isEqualTo(record).startsWith("v=DKIM1; k=rsa; p=");
        domains.add(new Domain("example.com", TENANT));
        keys.look();
        assertThat(keys.all()).hasSize(4);
    }

    @Test
    void healthSaysWhatIsMissing() throws IOException {
        DkimHealth health = new DkimHealth(keys);
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.WARN);
        publish();
        keys.look();
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
        zone.replaceAll((name, record) -> "v=DKIM1; p=");
        keys.look();
        assertThat(health.execute().toString()).contains("is another one");
    }

    @Test
    void administration() throws IOException, AdminProblem {
        DkimResource resource = new DkimResource(keys);
        Map<String, Object> body = request("GET", "Example.org").to(resource);
        Map<?, ?> first = (Map<?, ?>) ((List<?>) body.get("items")).getFirst();
        assertThat(first.get("published")).isEqualTo("no");
        String zoneLine = first.get("zone").toString();
        assertThat(zoneLine).startsWith("mb20261123r._domainkey.example.org. 3600 IN TXT \"v=DKIM1; k=rsa; p=");
        assertThat(zoneLine.split("\"")).allMatch(part -> part.length() <= 255);
        request("POST", "example.org", "mb20261123r", "use").to(resource);
        assertThat(states()).containsExactly(KeyState.SIGNING, KeyState.WAITING);
        request("POST", "example.org", "mb20261123r", "retire").to(resource);
        assertThat(states()).containsExactly(KeyState.RETIRED, KeyState.WAITING);
        assertThatThrownBy(() ->
                        request("POST", "example.org", "mb20261123r", "use").to(resource))
                .isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> request("POST", "example.net", "rotate").to(resource))
                .isInstanceOf(AdminProblem.class);
        assertThat(((List<?>)
                        request("POST", "example.org", "rotate").to(resource).get("items")))
                .hasSize(1);
    }

    private static Call request(String method, String... path) {
        return Call.of(method, List.of(path));
    }
}
