package org.mailbay.smtp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mailbay.swap.AwayException;

/** Services that mail can do without, and one that it is never to be refused for. */
final class ExtraTest {
    @Test
    void whatLastsIsWaitedForAndTheRestIsForgottenAfterItsGrace() throws Exception {
        Extra<String> forgotten = new Extra<>("antispam", Duration.ZERO, Duration.ZERO, Duration.ZERO);
        forgotten.bind("service");
        forgotten.unbind("service");
        assertThat(forgotten.isKnown()).isFalse();
        assertThat(forgotten.acquire()).isNull();

        Extra<String> lasting = Extra.lasting("router", Duration.ZERO, Duration.ZERO);
        assertThat(lasting.acquire()).isNull();
        lasting.bind("service");
        lasting.unbind("service");
        assertThat(lasting.isKnown()).isTrue();
        assertThatThrownBy(lasting::acquire).isInstanceOf(AwayException.class);
    }
}
