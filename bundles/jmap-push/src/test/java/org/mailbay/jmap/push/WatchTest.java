package org.mailbay.jmap.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mailbay.store.AccountId;

class WatchTest {
    private final AccountId user = new AccountId(1);

    private final Watch watch = new Watch(
            user,
            new Subscription(
                    Stored.SUBSCRIPTION.id(1), "d", "https://push.example/", null, null, "c", null, 1L << 50, true, 0));

    @Test
    void howeverManyChangesThereAreOneWaitsForTheTime() {
        watch.changed(user, "Email", 1);
        assertThat(watch.begin()).isZero();
        watch.failed(60, Map.of(user, Map.of("Email", 1L)));
        assertThat(watch.begin()).as("to be waited for").isPositive();
        for (int i = 2; i < 100; i++) {
            watch.changed(user, "Email", i);
            assertThat(watch.begin()).as("somebody waits already").isNegative();
        }
        watch.wake();
        assertThat(watch.begin()).isPositive();
    }

    /** RFC 8620 §7.2: 429 with Retry-After, or without. */
    @Test
    void whoIsToldToWaitPushesLessAndLosesNothing() {
        watch.changed(user, "Email", 1);
        assertThat(watch.begin()).isZero();
        assertThat(watch.failed(300, Objects.requireNonNull(watch.take()))).isTrue();
        watch.changed(user, "Email", 2);
        watch.changed(user, "Mailbox", 3);
        assertThat(watch.begin())
                .as("as long as the service said")
                .isGreaterThan(Duration.ofSeconds(290).toNanos());
        assertThat(watch.take()).as("one message for all").isEqualTo(Map.of(user, Map.of("Email", 2L, "Mailbox", 3L)));
        watch.wake();
        watch.failed(0, Map.of(user, Map.of("Email", 2L)));
        long second = watch.begin();
        watch.wake();
        watch.failed(0, Map.of(user, Map.of("Email", 2L)));
        assertThat(watch.begin()).as("longer each time").isGreaterThan(second);
    }
}
