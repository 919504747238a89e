package org.mailbay.store.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChoresTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final List<String> done = new ArrayList<>();

    private final class Every implements Chore {
        private final String name;
        private final long every;

        @Nullable
        private IOException failure;

        Every(String name, long every) {
            this.name = name;
            this.every = every;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long step(long time) throws IOException {
            done.add(name + "@" + (time - 1_000_000));
            if (failure != null) {
                throw failure;
            }
            return time + every;
        }
    }

    private Chores chores(Chore... list) {
        return new Chores(List.of(list), () -> Instant.ofEpochMilli(now.get()), now.get() + 10);
    }

    @Test
    void eachIsDoneWhenItIsDue() {
        Chores chores = chores(new Every("a", 100), new Every("b", 250));
        assertThat(chores.tick()).isEqualTo(1_000_010);
        assertThat(done).isEmpty();
        for (int i = 0; i < 6; i++) {
            now.set(chores.tick());
        }
        assertThat(done).containsExactly("a@10", "b@10", "a@110", "a@210", "b@260", "a@310");
    }

    @Test
    void oneThatFailsIsTriedAgainLaterAndHoldsUpNobody() {
        Every bad = new Every("bad", 100);
        bad.failure = new IOException("disk full");
        Chores chores = chores(bad, new Every("good", 100));
        now.addAndGet(10);
        chores.tick();
        assertThat(chores.failures()).containsEntry("bad", "disk full");
        now.addAndGet(100);
        chores.tick();
        assertThat(done).containsExactly("bad@10", "good@10", "good@110");
        bad.failure = null;
        now.addAndGet(15 * 60_000);
        chores.tick();
        assertThat(chores.failures()).isEmpty();
    }

    @Test
    void whoIsWokenDoesAllAtOnce() {
        Chores chores = chores(new Every("a", 1_000_000));
        now.addAndGet(10);
        chores.tick();
        chores.wake();
        chores.tick();
        chores.tick();
        assertThat(done).containsExactly("a@10", "a@10");
    }

    @Test
    void aClockThatGoesBackStopsNothingForLong() {
        Chores chores = chores(new Every("a", 1_000));
        now.addAndGet(10);
        chores.tick();
        now.addAndGet(-1_000_000_000L);
        chores.tick();
        assertThat(done).hasSize(2);
    }

    @Test
    void itsThreadEndsWhenItIsClosed() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        Thread[] thread = new Thread[1];
        Chores chores = chores(new Chore() {
            @Override
            public String name() {
                return "latch";
            }

            @Override
            public long step(long time) {
                thread[0] = Thread.currentThread();
                ran.countDown();
                return Long.MAX_VALUE;
            }
        });
        chores.wake();
        chores.start();
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        chores.close();
        assertThat(thread[0].isAlive()).isFalse();
    }
}
