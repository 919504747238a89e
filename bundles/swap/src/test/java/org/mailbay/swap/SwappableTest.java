package org.mailbay.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SwappableTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Swappable<String> testee = new Swappable<>("toy");

    @Test
    void absentThenPresentThenReplacedThenGone() throws Exception {
        assertThatThrownBy(() -> testee.acquire(NONE))
                .isInstanceOf(AwayException.class)
                .hasMessage("toy is away");
        testee.bind("one");
        testee.bind("two");
        assertThat(service()).isEqualTo("two");
        assertThat(testee.unbind("two", NONE)).isTrue();
        assertThat(service()).isEqualTo("one");
        testee.unbind("one", NONE);
        assertThat(testee.isPresent()).isFalse();
    }

    @Test
    void unbindWaitsForThoseInside() throws Exception {
        testee.bind("one");
        Swappable.Lease<String> inside = testee.acquire(NONE);
        assertThat(testee.unbind("one", Duration.ofMillis(20))).isFalse();
        assertThat(inside.isLeaving()).isTrue();

        testee.bind("two");
        Swappable.Lease<String> second = testee.acquire(NONE);
        CountDownLatch started = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> unbound = threads.submit(() -> {
                started.countDown();
                return testee.unbind("two", LONG);
            });
            started.await();
            assertThat(unbound.isDone()).isFalse();
            second.close();
            assertThat(unbound.get()).isTrue();
        }
        inside.close();
    }

    @Test
    void acquireWaitsForTheNextOneAndKeepsAnInterrupt() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> got = threads.submit(() -> {
                Thread.currentThread().interrupt();
                try (var lease = testee.acquire(LONG)) {
                    interrupted.set(Thread.interrupted());
                    return lease.service();
                }
            });
            Thread.sleep(20);
            testee.bind("late");
            assertThat(got.get()).isEqualTo("late");
        }
        assertThat(interrupted).isTrue();
    }

    @Test
    void nobodyIsEverInsideAfterUnbind() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        record Service(AtomicBoolean gone) {}
        Swappable<Service> swapped = new Swappable<>("service");
        Service first = new Service(new AtomicBoolean());
        swapped.bind(first);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> uses = threads.submit(() -> {
                int count = 0;
                while (!stop.get()) {
                    try (var lease = swapped.acquire(LONG)) {
                        assertThat(lease.service().gone()).isFalse();
                        count++;
                    }
                }
                return count;
            });
            Service old = first;
            for (int i = 0; i < 2_000; i++) {
                Service next = new Service(new AtomicBoolean());
                swapped.bind(next);
                assertThat(swapped.unbind(old, LONG)).isTrue();
                old.gone().set(true);
                old = next;
            }
            stop.set(true);
            assertThat(uses.get()).isPositive();
        }
    }

    private String service() throws AwayException {
        try (var lease = testee.acquire(NONE)) {
            return lease.service();
        }
    }
}
