package org.mailbay.jmap.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
}
