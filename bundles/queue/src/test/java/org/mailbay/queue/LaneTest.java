package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.queue.Lane.To;

/** Which domain mail goes to. */
final class LaneTest {
    private static String domain(String address) {
        return To.of(new Destination(address, Map.of())).name();
    }

    @Test
    void aDomainIsTheOneThatWasWritten() {
        // fass.test and faß.test may be two people's
        assertThat(domain("x@fa\u00df.test")).isEqualTo("xn--fa-hia.test");
        assertThat(domain("x@xn--fa-hia.test")).isEqualTo("xn--fa-hia.test");
        assertThat(domain("x@\u03c6\u03ce\u03c2.test")).isNotEqualTo(domain("x@\u03c6\u03ce\u03c3.test"));
        assertThat(To.parse("FA\u00df.test").name()).isEqualTo("xn--fa-hia.test");
    }

    @Test
    void caseAndWidthDoNotMakeAnotherDomain() {
        assertThat(domain("x@One.TEST")).isEqualTo("one.test");
        assertThat(domain("x@B\u00dccher.test")).isEqualTo("xn--bcher-kva.test");
        assertThat(domain("x@[192.0.2.1]")).isEqualTo("[192.0.2.1]");
    }

    @Test
    void whatIsNoDomainIsTakenToBeReported() {
        assertThat(domain("nobody")).isEqualTo("nobody");
        assertThat(domain("x".repeat(300))).hasSizeLessThanOrEqualTo(253);
    }
}
