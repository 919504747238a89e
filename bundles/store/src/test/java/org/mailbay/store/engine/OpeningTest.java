package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;

final class OpeningTest {
    private final Rig rig = new Rig(
            new Limits(64 << 20, 50_000, Duration.ofDays(30), Duration.ofMillis(50), Duration.ofSeconds(5), 0),
            new MemoryRecordDriver(1 << 20),
            new MemoryBlobDriver(1 << 20));

    @Test
    void theStoreIsAServiceWhenItCouldBeOpened() throws Exception {
        rig.encryption = true;
        rig.restart();
        CountDownLatch opened = new CountDownLatch(1);
        Opening opening = new Opening(rig.store, opened::countDown);
        assertThat(opened.await(300, TimeUnit.MILLISECONDS)).isFalse();
        rig.store.bindMasterKey(new FakeMaster(1));
        assertThat(opened.await(10, TimeUnit.SECONDS)).isTrue();
        opening.stop();
        rig.close();
    }

    @Test
    void whoStopsDoesNotWait() throws Exception {
        rig.encryption = true;
        rig.restart();
        CountDownLatch opened = new CountDownLatch(1);
        Opening opening = new Opening(rig.store, opened::countDown);
        opening.stop();
        rig.store.bindMasterKey(new FakeMaster(1));
        assertThat(opened.await(1, TimeUnit.SECONDS)).isFalse();
        rig.close();
    }
}
