package org.mailbay.net.handover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

final class SeniorityTest {
    @Test
    void rankingThenVersionThenServiceId() {
        Seniority old = new Seniority(0, new Version("1.9.0"), 1, 7);
        Seniority newer = new Seniority(0, new Version("1.10.0"), 2, 7);
        assertThat(newer).isGreaterThan(old);
        assertThat(new Seniority(1, new Version("1.0.0"), 0, 7)).isGreaterThan(newer);
        assertThat(new Seniority(0, new Version("1.10.0"), 3, 7)).isGreaterThan(newer);
    }
}
