package org.mailbay.store.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.Store;
import org.mailbay.store.engine.upkeep.Settings;
import org.mailbay.store.engine.upkeep.Upkeep;

/** The store over the shipped drivers, encrypted, which keeps nothing that has ended and removes garbage all the time. */
public final class Collected extends Shipped {
    private static final Duration AGE = Duration.ofMillis(200);

    private static final Map<Store, Thread> THREADS = new ConcurrentHashMap<>();

    /** For the process that is killed. */
    public Collected() {}

    @Override
    public Store start(Path data) throws IOException {
        JmapStore store = new JmapStore(
                new Limits(
                        64 << 20,
                        50_000,
                        Duration.ofDays(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        0,
                        Duration.ZERO),
                InstantSource.system(),
                null,
                true);
        store.bindMasterKey(new FakeMaster(1));
        store.bindRecords(records(data));
        store.bindBlobs(blobs(data));
        Upkeep upkeep = Settings.upkeep(store);
        THREADS.put(store, Thread.ofPlatform().daemon().name("collecting").start(() -> collect(upkeep)));
        return store;
    }

    private static void collect(Upkeep upkeep) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                upkeep.collect(AGE, true);
                Thread.sleep(20);
            }
        } catch (IOException e) {
            e.printStackTrace();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop(Store store) {
        Thread thread = THREADS.remove(store);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        super.stop(store);
    }
}
