package org.mailbay.smtp.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mailbay.store.AccountId;

class AllowanceTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final AccountId one = new AccountId(1);

    @Test
    void comesBackLittleByLittle() {
        Allowance allowance = new Allowance(60, now::get);
        assertThat(allowance.take(one, 60)).isTrue();
        assertThat(allowance.has(one, 1)).isFalse();
        assertThat(allowance.take(one, 1)).isFalse();
        assertThat(allowance.take(new AccountId(2), 1)).as("of another user").isTrue();
        now.addAndGet(Duration.ofMinutes(10).toNanos() + 1);
        assertThat(allowance.take(one, 11)).isFalse();
        assertThat(allowance.take(one, 10)).isTrue();
        assertThat(allowance.take(one, 1)).isFalse();
        now.addAndGet(Duration.ofDays(10).toNanos());
        assertThat(allowance.take(one, 61)).isFalse();
        assertThat(allowance.take(one, 60)).isTrue();
    }

    @Test
    void noughtIsAnyNumber() {
        assertThat(new Allowance(0, now::get).take(one, Integer.MAX_VALUE)).isTrue();
    }
}
