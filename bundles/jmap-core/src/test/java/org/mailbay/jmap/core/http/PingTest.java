package org.mailbay.jmap.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.request.RequestProblem;

/** How often an event source is pinged (RFC 8620 §7.3). */
final class PingTest {
    @Test
    void theShortestIsAtMost30SecondsAndTheLongestAtLeast300() throws Exception {
        assertThat(EventSourceEndpoint.ping("1")).isPositive().isLessThanOrEqualTo(30);
        assertThat(EventSourceEndpoint.ping("30")).isEqualTo(30);
        assertThat(EventSourceEndpoint.ping("300")).isEqualTo(300);
        assertThat(EventSourceEndpoint.ping("999999999")).isGreaterThanOrEqualTo(300);
    }

    @Test
    void zeroIsNeverAndTheRestIsRefused() throws Exception {
        assertThat(EventSourceEndpoint.ping("0")).isZero();
        assertThatThrownBy(() -> EventSourceEndpoint.ping("-1")).isInstanceOf(RequestProblem.class);
        assertThatThrownBy(() -> EventSourceEndpoint.ping("1.5")).isInstanceOf(RequestProblem.class);
    }
}
