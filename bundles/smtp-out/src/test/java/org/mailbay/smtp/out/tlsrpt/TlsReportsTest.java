package org.mailbay.smtp.out.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Shipment;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.smtp.out.tls.Fault;
import org.mailbay.smtp.out.tls.Published;
import org.mailbay.smtp.out.tls.TlsException;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TlsReportsTest {
    private final Map<String, String> records = new HashMap<>();
    private final List<Shipment> shipments = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private boolean isRelayBroken;
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private MemoryStore store;
    private TlsReports reports;

    @BeforeEach
    void start() throws Exception {
        store = new MemoryStore();
        reports = open();
    }

    @AfterEach
    void stop() throws Exception {
        reports.deactivate();
        store.close();
    }

    private TlsReports open() throws Exception {
        TlsReports opened = new TlsReports(
                Configurations.of(TlsReports.Config.class, Map.of("from", "tls@here.example", "patienceSeconds", 1)),
                () -> now);
        opened.bindAnnex(store.annex());
        opened.bindDns(this::answer);
        opened.bindRelay((shipment, sizeHint) -> {
            if (isRelayBroken) {
                throw new IOException("full");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            return new Leaving() {
                @Override
                public void write(byte[] piece, int offset, int length) {
                    bytes.write(piece, offset, length);
                }

                @Override
                public void send() {
                    shipments.add(shipment);
                    messages.add(bytes.toString(StandardCharsets.US_ASCII));
                }

                @Override
                public void close() {}
            };
        });
        return opened;
    }

    private Answer answer(String name, RecordType type) {
        String text = records.get(name);
        return text == null
                ? new Answer(name, type, Answer.Status.NO_NAME, false, List.of(), Duration.ZERO, "none")
                : new Answer(
                        name,
                        type,
                        text.equals("fail") ? Answer.Status.FAILED : Answer.Status.FOUND,
                        false,
                        text.equals("fail") ? List.of() : List.of(new DnsRecord.Text(text)),
                        Duration.ZERO,
                        "");
    }

    private static final Published STS = new Published(
            "there.example", "sts", List.of("version: STSv1", "mode: testing"), List.of("*.there.example"));

    private void count() {
        reports.made(STS);
        reports.made(STS);
        for (int i = 0; i < 3; i++) {
            reports.failed(
                    STS, new TlsException(Fault.CERTIFICATE_EXPIRED, "too old"), "mx.there.example", "192.0.2.1");
        }
        reports.made(Published.nothing("silent.example"));
    }

    private static JsonNode json(String message) throws IOException {
        String encoded = message.substring(message.indexOf(".json.gz\"") + 13);
        byte[] gzip = Base64.getMimeDecoder().decode(encoded.substring(0, encoded.indexOf("\r\n--")));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return JsonMapper.shared().readTree(in.readAllBytes());
        }
    }

    @Test
    void aDayIsReportedOnceToWhoAsksForIt() throws Exception {
        records.put("_smtp._tls.there.example", "v=TLSRPTv1; rua=mailto:reports@there.example");
        count();
        reports.flush();
        count(); // added to what is written
        reports.flush();
        reports.report();
        assertThat(messages).isEmpty(); // the day is not over
        now = now.plus(Duration.ofHours(20));
        reports.report();
        reports.report();
        assertThat(messages).hasSize(1);
        assertThat(shipments.getFirst().destinations().getFirst().address()).isEqualTo("reports@there.example");
        assertThat(shipments.getFirst().envelope().sender()).isEqualTo("tls@here.example");
        String message = messages.getFirst();
        assertThat(message)
                .contains(
                        "TLS-Required: No\r\n",
                        "TLS-Report-Domain: there.example\r\n",
                        "TLS-Report-Submitter: here.example\r\n",
                        "Subject: Report Domain: there.example Submitter: here.example Report-ID: <",
                        "filename=\"here.example!there.example!1795392000!1795478399.json.gz\"")
                .doesNotContainPattern("[^\r]\n");
        JsonNode json = json(message);
        assertThat(json.path("organization-name").asString()).isEqualTo("here.example");
        assertThat(json.path("date-range").path("start-datetime").asString()).isEqualTo("2026-11-23T00:00:00Z");
        JsonNode policy = json.path("policies").path(0);
        assertThat(policy.path("policy").path("policy-type").asString()).isEqualTo("sts");
        assertThat(policy.path("policy").path("policy-domain").asString()).isEqualTo("there.example");
        assertThat(policy.path("policy").path("mx-host").path(0).asString()).isEqualTo("*.there.example");
        assertThat(policy.path("summary").path("total-successful-session-count").asLong())
                .isEqualTo(4);
        assertThat(policy.path("summary").path("total-failure-session-count").asLong())
                .isEqualTo(6);
        JsonNode detail = policy.path("failure-details").path(0);
        assertThat(detail.path("result-type").asString()).isEqualTo("certificate-expired");
        assertThat(detail.path("receiving-ip").asString()).isEqualTo("192.0.2.1");
        assertThat(detail.path("failed-session-count").asLong()).isEqualTo(6);
    }

    @Test
    void countsOutliveARestart() throws Exception {
        records.put("_smtp._tls.there.example", "v=TLSRPTv1;rua=mailto:reports@there.example");
        count();
        reports.deactivate();
        reports = open();
        now = now.plus(Duration.ofHours(20));
        reports.report();
        assertThat(json(messages.getFirst())
                        .path("policies")
                        .path(0)
                        .path("summary")
                        .path("total-failure-session-count")
                        .asLong())
                .isEqualTo(3);
    }

    @Test
    void whatCannotBeSentIsTriedAgainForTwoDays() throws Exception {
        records.put("_smtp._tls.there.example", "v=TLSRPTv1; rua=mailto:reports@there.example");
        count();
        reports.flush();
        now = now.plus(Duration.ofHours(20));
        isRelayBroken = true;
        reports.report();
        isRelayBroken = false;
        records.put("_smtp._tls.there.example", "fail");
        reports.report();
        records.put("_smtp._tls.there.example", "v=TLSRPTv1; rua=ftp://x, mailto:reports@there.example");
        reports.report();
        assertThat(messages).hasSize(1);
    }

    @Test
    void whoCannotBeReachedIsGivenUp() {
        records.put("_smtp._tls.there.example", "v=TLSRPTv1; rua=https://127.0.0.1/x,mailto:a\r\nb@c, mailto:");
        count();
        reports.flush();
        now = now.plus(Duration.ofDays(4));
        reports.report();
        records.put("_smtp._tls.there.example", "v=TLSRPTv1; rua=mailto:reports@there.example");
        reports.report();
        assertThat(messages).isEmpty();
    }

    @Test
    void recordsOfAnotherVersionAreNone() {
        records.put("_smtp._tls.there.example", "v=TLSRPTv2; rua=mailto:reports@there.example");
        count();
        reports.flush();
        now = now.plus(Duration.ofHours(20));
        reports.report();
        assertThat(messages).isEmpty();
    }

    @Test
    void whatStrangersPublishIsKeptWithinBounds() throws Exception {
        records.put("_smtp._tls.there.example", "v=TLSRPTv1; rua=mailto:reports@there.example");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            lines.add("mx: " + "x".repeat(10_000));
        }
        Published huge = new Published("there.example", "sts", lines, lines);
        for (int i = 0; i < 1_000; i++) {
            reports.failed(huge, new TlsException(Fault.VALIDATION_FAILURE, "y".repeat(1_000) + i), "mx" + i, "::1");
        }
        reports.flush();
        now = now.plus(Duration.ofHours(20));
        reports.report();
        JsonNode policy = json(messages.getFirst()).path("policies").path(0);
        assertThat(policy.path("summary").path("total-failure-session-count").asLong())
                .isEqualTo(1_000);
        assertThat(policy.path("failure-details").size()).isEqualTo(50);
    }
}
