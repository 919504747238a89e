package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;

/** Counters that were raised stay raised. */
final class RaiseTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private Space space() throws IOException {
        return rig.store.space(rig.store.create(new TenantId(1)).id());
    }

    private static long write(Space space) throws IOException {
        return space.write(
                tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of()).number());
    }

    @Test
    void aRaiseWhoseCommitHappenedAlthoughItFailedIsSeen() throws Exception {
        Space space = space();
        write(space);
        rig.fail(0, 100);
        assertThatThrownBy(() -> space.raise(1_000, 5_000, Map.of())).hasMessage("fault after");
        rig.fail(0, 0);
        assertThat(write(space)).isGreaterThanOrEqualTo(5_000);
        assertThat(space.image().modSeq()).isGreaterThan(1_000);
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void whoWritesMeanwhileBuildsUponIt() throws Exception {
        Space space = space();
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (!over.get()) {
                        write(space);
                    }
                } catch (IOException | RuntimeException e) {
                    failure.set(e);
                } finally {
                    ended.countDown();
                }
            });
        }
        try {
            for (long round = 1; round <= 300; round++) {
                long number = round * 1_000_000;
                space.raise(number, number, Map.of());
                assertThat(write(space)).isGreaterThanOrEqualTo(number);
            }
        } finally {
            over.set(true);
            ended.await();
        }
        assertThat(failure).hasNullValue();
    }
}
