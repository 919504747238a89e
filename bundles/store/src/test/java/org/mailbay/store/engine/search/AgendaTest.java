package org.mailbay.store.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailbay.store.AccountId;

final class AgendaTest {
    private final AtomicBoolean rush = new AtomicBoolean(true);

    private static Progress account(long number) {
        return new Progress(new AccountId(number));
    }

    private static @Nullable Progress take(Agenda agenda) throws InterruptedException {
        return agenda.take(Duration.ofMillis(120).toNanos());
    }

    @Test
    void inARushOnlyThoseComeThatSomebodyWaitsForOrThatAreFarBehind() throws Exception {
        Agenda agenda = new Agenda(rush::get, Duration.ofHours(1).toNanos());
        Progress calm = account(1);
        Progress far = account(2);
        Progress searched = account(3);
        for (Progress progress : new Progress[] {calm, far, searched}) {
            agenda.add(progress, 0);
        }
        assertThat(take(agenda)).isNull();
        agenda.press(far);
        agenda.hurry(searched);
        assertThat(take(agenda)).isSameAs(searched);
        assertThat(take(agenda)).isSameAs(far);
        agenda.more(far);
        assertThat(take(agenda)).as("until it is done").isSameAs(far);
        agenda.add(far, 0);
        agenda.done(far);
        assertThat(take(agenda)).as("what came since waits again").isNull();
        rush.set(false);
        assertThat(take(agenda)).isSameAs(calm);
        assertThat(take(agenda)).isSameAs(far);
    }

    @Test
    void nobodyWaitsForever() throws Exception {
        Agenda agenda = new Agenda(rush::get, Duration.ofMillis(300).toNanos());
        Progress calm = account(1);
        long begun = System.nanoTime();
        agenda.add(calm, 0);
        assertThat(agenda.take(Duration.ofMinutes(1).toNanos())).isSameAs(calm);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        agenda.more(calm);
        assertThat(take(agenda)).as("until it is done").isSameAs(calm);
    }
}
