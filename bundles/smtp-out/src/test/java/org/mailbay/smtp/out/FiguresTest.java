package org.mailbay.smtp.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.spi.Carried;

class FiguresTest {
    @Test
    void recipientsByOutcomeAndConnectionsByPolicy() {
        Figures figures = new Figures();
        figures.carried(
                List.of(
                        new Carried.Taken("250 2.0.0 Ok", "mx.example", false),
                        new Carried.Taken("250 2.0.0 Ok", "mx.example", false),
                        new Carried.Later("450 4.2.0 Later", "mx.example", false)),
                1_500_000_000L);
        figures.carried(List.of(new Carried.Failed("550 5.1.1 Nobody", "mx.example")), 500_000_000L);
        figures.connected("tlsa", true);
        figures.connected("sts", false);
        assertThat(org.mailbay.testkit.Figures.of(figures::measure))
                .containsEntry("mailbay_smtp_out_consignments_total", 2.0)
                .containsEntry("mailbay_smtp_out_consignment_seconds_total", 2.0)
                .containsEntry("mailbay_smtp_out_recipients_total{outcome=\"taken\"}", 2.0)
                .containsEntry("mailbay_smtp_out_recipients_total{outcome=\"later\"}", 1.0)
                .containsEntry("mailbay_smtp_out_recipients_total{outcome=\"failed\"}", 1.0)
                .containsEntry("mailbay_smtp_out_connections_total{policy=\"tlsa\",outcome=\"made\"}", 1.0)
                .containsEntry("mailbay_smtp_out_connections_total{policy=\"sts\",outcome=\"failed\"}", 1.0);
    }
}
