package org.mailbay.smtp.out;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.mime.Content;
import org.mailbay.smtp.out.tls.Outcomes;
import org.mailbay.smtp.out.tls.Published;
import org.mailbay.smtp.out.tls.TlsException;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;

/** A transport, a name service and a server for one test. */
final class Bench implements AutoCloseable {
    static final String MESSAGE = "From: a@here.example\r\nSubject: hello\r\n\r\nhello\r\n";

    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    final Zone zone = new Zone();
    final ScriptedServer server;
    final SmtpTransport transport;
    final List<String> outcomes = new CopyOnWriteArrayList<>();
    volatile Instant now = NOW;

    Bench(Map<String, Object> settings) throws Exception {
        server = new ScriptedServer();
        zone.mx("there.example", 10, "mx.there.example").a("mx.there.example", "127.0.0.1");
        Map<String, Object> all =
                new HashMap<>(Map.of("hostname", "here.example", "port", server.port(), "mtaSts", false));
        all.putAll(settings);
        transport = new SmtpTransport(Configurations.of(SmtpTransport.Config.class, all), () -> now);
        transport.bindDns(zone);
        transport.bindOutcomes(new Outcomes() {
            @Override
            public void made(Published published) {
                outcomes.add(published.type() + " " + published.domain());
            }

            @Override
            public void failed(Published published, TlsException failure, String host, String address) {
                outcomes.add(published.type() + " " + published.domain() + " "
                        + failure.fault().word());
            }
        });
    }

    Bench() throws Exception {
        this(Map.of());
    }

    List<Carried> send(String... recipients) {
        return send(MESSAGE, Map.of(), recipients);
    }

    List<Carried> send(String message, Map<String, String> parameters, String... recipients) {
        return transport.carry(consignment(
                "there.example",
                false,
                message.getBytes(StandardCharsets.UTF_8),
                parameters,
                Arrays.stream(recipients)
                        .map(recipient -> new Destination(recipient, Map.of()))
                        .toList()));
    }

    static Consignment consignment(
            String destination,
            boolean isRelay,
            byte[] message,
            Map<String, String> parameters,
            List<Destination> recipients) {
        return new Consignment(
                "trace1",
                NOW.minusSeconds(20),
                destination,
                isRelay,
                "a@here.example",
                parameters,
                recipients,
                new TenantId(1),
                content(message));
    }

    static Content content(byte[] message) {
        return new Content() {
            @Override
            public long size() {
                return message.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(message);
            }
        };
    }

    @Override
    public void close() throws IOException {
        transport.deactivate();
        server.close();
    }
}
