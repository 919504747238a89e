package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private final Admission admission = new Admission();
    private final InetAddress far = InetAddress.ofLiteral("192.0.2.1");
    private final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void countsPerAddressExceptLoopback() {
        assertThat(admission.enter(far, 10, 1)).isTrue();
        assertThat(admission.enter(far, 10, 1)).isFalse();
        assertThat(admission.enter(InetAddress.ofLiteral("192.0.2.2"), 10, 1)).isTrue();
        assertThat(admission.enter(loopback, 10, 1)).isTrue();
        assertThat(admission.enter(loopback, 10, 1)).isTrue();
        assertThat(admission.takeRefused()).isEqualTo(1);
        assertThat(admission.takeRefused()).isZero();
        admission.leave(far);
        assertThat(admission.enter(far, 10, 1)).isTrue();
        assertThat(admission.enteredEver()).isEqualTo(5);
        assertThat(admission.refusedEver()).isEqualTo(1);
    }

    @Test
    void countsInAll() {
        assertThat(admission.enter(loopback, 2, 1)).isTrue();
        assertThat(admission.enter(loopback, 2, 1)).isTrue();
        assertThat(admission.enter(loopback, 2, 1)).isFalse();
        admission.leave(loopback);
        admission.leave(loopback);
        assertThat(admission.total()).isZero();
    }
}
