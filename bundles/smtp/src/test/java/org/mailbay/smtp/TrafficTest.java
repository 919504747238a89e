package org.mailbay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Outcome;
import org.mailbay.metrics.Metrics;

class TrafficTest {
    private static final String TRANSACTION = "MAIL FROM:<a@sender.test>\r\nRCPT TO:<bob@example.test>\r\n";

    private final Mailroom mailroom = new Mailroom();

    private static Map<String, Double> figures(SmtpProtocol server) {
        Map<String, Double> result = new TreeMap<>();
        server.measure(new Metrics() {
            @Override
            public void counter(String name, String help, double value, String... labels) {
                result.put(name + String.join("=", labels), value);
            }

            @Override
            public void gauge(String name, String help, double value, String... labels) {
                counter(name, help, value, labels);
            }
        });
        return result;
    }

    @Test
    void sessionsAndMessagesAreCounted() {
        SmtpProtocol server = mailroom.server();
        Wire wire = new Wire(server);
        wire.send("HELO c\r\n");
        wire.ask(TRANSACTION + "DATA\r\nSubject: x\r\n\r\n.\r\n");
        mailroom.outcomes.put("bob@example.test", new Outcome.Refused("5.2.2", "mailbox full"));
        wire.ask(TRANSACTION + "DATA\r\n.\r\n");
        mailroom.outcomes.put("bob@example.test", new Outcome.TryLater("busy"));
        wire.ask(TRANSACTION + "DATA\r\n.\r\n");
        assertThat(figures(server))
                .containsEntry("mailbay_smtp_sessions_totalrole=mx", 1.0)
                .containsEntry("mailbay_smtp_messages_totalrole=mx=outcome=delivered", 1.0)
                .containsEntry("mailbay_smtp_messages_totalrole=mx=outcome=refused", 1.0)
                .containsEntry("mailbay_smtp_messages_totalrole=mx=outcome=deferred", 1.0);
        SmtpProtocol next = mailroom.server();
        assertThat(wire.move(next)).isTrue();
        assertThat(figures(next)).containsEntry("mailbay_smtp_sessions_resumed_totalrole=mx", 1.0);
    }
}
