package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SlotTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(30);

    /** Something opened. */
    private static final class Door implements AutoCloseable {
        final String by;
        volatile boolean closed;

        Door(String by) {
            this.by = by;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final AtomicInteger openings = new AtomicInteger();

    private Slot<String, Door> slot(Duration wait, Duration drain) {
        return new Slot<>(
                "door",
                by -> {
                    openings.incrementAndGet();
                    return new Door(by);
                },
                wait,
                drain);
    }

    @Test
    void opensOnceAtFirstUse() throws Exception {
        Slot<String, Door> slot = slot(LONG, LONG);
        slot.bind("a");
        assertThat(openings).hasValue(0);
        Door door = slot.enter();
        assertThat(slot.enter()).isSameAs(door);
        slot.exit();
        slot.exit();
        assertThat(openings).hasValue(1);
        slot.stop();
        assertThat(door.closed).isTrue();
        assertThatThrownBy(slot::enter).isInstanceOf(IOException.class);
    }

    @Test
    void withoutDriverAUserWaitsWithinItsBound() {
        assertThatThrownBy(slot(SHORT, LONG)::enter).isInstanceOf(IOException.class);
    }

    @Test
    void unbindWaitsForUsersAndClosesBehindThem() throws Exception {
        Slot<String, Door> slot = slot(LONG, LONG);
        slot.bind("a");
        Door door = slot.enter();
        CompletableFuture<Void> unbound = CompletableFuture.runAsync(() -> slot.unbind("a"));
        CompletableFuture<Door> next = CompletableFuture.supplyAsync(() -> {
            try {
                return slot.enter();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Thread.sleep(30);
        assertThat(unbound).isNotDone();
        assertThat(door.closed).isFalse();
        slot.exit();
        unbound.get(10, TimeUnit.SECONDS);
        assertThat(door.closed).isTrue();
        assertThat(next).isNotDone();
        slot.bind("b");
        assertThat(next.get(10, TimeUnit.SECONDS).by).isEqualTo("b");
    }

    @Test
    void unbindIsBounded() throws Exception {
        Slot<String, Door> slot = slot(LONG, SHORT);
        slot.bind("a");
        Door door = slot.enter();
        slot.unbind("a");
        assertThat(door.closed).isTrue();
    }

    @Test
    void aBetterDriverTakesOverBeforeTheOldOneGoes() throws Exception {
        Slot<String, Door> slot = slot(LONG, LONG);
        slot.bind("a");
        Door old = slot.enter();
        slot.exit();
        slot.bind("b");
        assertThat(old.closed).isTrue();
        slot.unbind("a");
        assertThat(slot.enter().by).isEqualTo("b");
    }

    @Test
    void whatDoesNotOpenIsTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Slot<String, Door> slot = new Slot<>(
                "door",
                by -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new IOException("locked");
                    }
                    return new Door(by);
                },
                LONG,
                LONG);
        slot.bind("a");
        assertThat(slot.enter().by).isEqualTo("a");
        assertThat(tries).hasValue(3);
    }

    @Test
    void anInterruptNeitherCutsAWaitShortNorIsLost() throws Exception {
        Slot<String, Door> slot = slot(LONG, LONG);
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread waiter = Thread.ofVirtual().start(() -> {
            started.countDown();
            try {
                slot.enter();
                interrupted.set(Thread.currentThread().isInterrupted());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        started.await();
        Thread.sleep(20);
        waiter.interrupt();
        Thread.sleep(20);
        slot.bind("a");
        waiter.join(10_000);
        assertThat(interrupted).isTrue();
    }
}
