package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;

class TurnsTest {
    private final Turns turns = new Turns(Duration.ofMillis(300));

    @Test
    void whatWaitsGoesTogetherAndInOrder() throws Exception {
        Pending first = put(1);
        Pending second = put(2);
        Pending third = put(1);
        for (Pending pending : List.of(first, second, third)) {
            turns.add(pending);
        }
        assertThat(turns.take(2)).containsExactly(first, second);
        turns.done(List.of(first, second));
        assertThat(turns.take(2)).containsExactly(third);
    }

    @Test
    void aScanHoldsUpItsOwnAccountOnly() throws Exception {
        int[] account = Stripes.of(key(1, 0), key(1, 9));
        turns.read(account, false);
        Pending blocked = put(1);
        Pending free = put(2);
        Pending behind = put(1);
        turns.add(blocked);
        turns.add(free);
        turns.add(behind);
        assertThat(turns.take(9)).containsExactly(free);
        turns.done(List.of(free));
        assertThatThrownBy(() -> turns.read(account, false))
                .as("no new scan overtakes a waiting commit")
                .isInstanceOf(IOException.class);
        turns.read(account, true);
        turns.unread(account);
        turns.unread(account);
        assertThat(turns.take(9)).containsExactly(blocked, behind);
    }

    @Test
    void scansWaitForTheCommitOfTheirAccount() throws Exception {
        Pending running = put(1);
        turns.add(running);
        List<Pending> group = turns.take(9);
        turns.read(Stripes.of(key(5, 0), key(5, 9)), false);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> scan = CompletableFuture.runAsync(
                    () -> {
                        try {
                            turns.read(Stripes.all(), false);
                        } catch (IOException late) {
                            throw new IllegalStateException(late);
                        }
                    },
                    threads);
            assertThat(scan).isNotDone();
            turns.done(group);
            scan.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aScanThatWaitedGoesBeforeTheNextGroup() throws Exception {
        Pending first = put(1);
        turns.add(first);
        List<Pending> group = turns.take(9);
        CountDownLatch waiting = new CountDownLatch(1);
        Thread scan = Thread.ofVirtual().start(() -> {
            waiting.countDown();
            try {
                turns.read(Stripes.of(key(1, 0), key(1, 9)), false);
            } catch (IOException late) {
                throw new IllegalStateException(late);
            }
        });
        waiting.await();
        while (scan.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        Pending same = put(1);
        Pending other = put(2);
        turns.add(same);
        turns.add(other);
        turns.done(group);
        assertThat(turns.take(9)).containsExactly(other);
        scan.join();
    }

    @Test
    void patienceEnds() throws Exception {
        turns.read(Stripes.all(), false);
        Pending pending = put(1);
        turns.add(pending);
        CompletableFuture<List<Pending>> taken = CompletableFuture.supplyAsync(() -> turns.take(9));
        assertThatThrownBy(pending::await).isInstanceOf(IOException.class).hasMessageContaining("scans");
        turns.close();
        assertThat(taken.get(5, TimeUnit.SECONDS)).isEmpty();
        assertThatThrownBy(() -> turns.add(put(1))).isInstanceOf(IOException.class);
    }

    private static Pending put(long account) {
        return Pending.of(
                Batch.builder().put(Table.SYS, key(account, 1), new byte[0]).build());
    }

    private static byte[] key(long account, long number) {
        return ByteBuffer.allocate(16).putLong(account).putLong(number).array();
    }
}
