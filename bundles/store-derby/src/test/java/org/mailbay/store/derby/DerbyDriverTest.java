package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

class DerbyDriverTest {
    private static final ShardId SHARD = new ShardId("s");

    @TempDir
    Path data;

    @Test
    void reloadsLeaveNoThreadAndNoDriver() throws Exception {
        reload(0);
        Set<String> before = threads();
        for (int i = 1; i < 5; i++) {
            reload(i);
        }
        // the engine's timer has been told to end, and does so in its own time
        for (int i = 0; i < 500 && !before.containsAll(threads()); i++) {
            Thread.sleep(20);
        }
        // One of the tests before may have ended since
        assertThat(before).containsAll(threads());
        assertThat(threads()).noneMatch(name -> name.startsWith("derby"));
        assertThat(DriverManager.drivers().map(driver -> driver.getClass().getName()))
                .noneMatch(name -> name.contains("derby"));
    }

    private void reload(int round) throws Exception {
        DerbyDriver driver = new DerbyDriver(Settings.of(data));
        try (Records records = driver.open(SHARD)) {
            records.commit(Batch.builder()
                    .put(Table.SYS, new byte[] {(byte) round}, new byte[9])
                    .build());
        }
        Records left = driver.open(SHARD);
        assertThat(left.get(Table.SYS, new byte[] {(byte) round})).hasSize(9);
        driver.stop();
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("ForkJoinPool") && !name.startsWith("process reaper"))
                .collect(Collectors.toSet());
    }

    @Test
    void viewsShareAShardAndTheLastOneClosesIt() throws Exception {
        DerbyDriver driver = new DerbyDriver(Settings.of(data));
        Records one = driver.open(SHARD);
        Records two = driver.open(SHARD);
        one.close();
        two.commit(Batch.builder().put(Table.SYS, new byte[] {1}, new byte[1]).build());
        assertThatThrownBy(() -> one.get(Table.SYS, new byte[] {1})).isInstanceOf(IOException.class);
        assertThat(driver.slots()).allMatch(slot -> slot.shard() != null);
        two.close();
        assertThat(driver.slots()).allMatch(slot -> slot.shard() == null);
        driver.stop();
    }

    @Test
    void anotherServersShardIsRefusedWithASentence() throws Exception {
        DerbyDriver first = new DerbyDriver(Settings.of(data));
        DerbyDriver second = new DerbyDriver(
                new Settings(data, Duration.ofMillis(100), Settings.PATIENCE, Duration.ofSeconds(5), 100, 1, 10, 9));
        try (Records records = first.open(SHARD)) {
            records.get(Table.SYS, new byte[] {1});
            assertThatThrownBy(() -> second.open(SHARD))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
            assertThat(second.slots().getFirst().trouble()).contains("in use");
        }
        second.open(SHARD).close();
        assertThat(second.slots().getFirst().trouble()).isEmpty();
        first.stop();
        second.stop();
    }

    /** What an update does side by side: the same classes in a second class loader. */
    @Test
    void aNewRevisionWaitsForTheOldOne() throws Exception {
        DerbyDriver old = (DerbyDriver) new DerbyTestee().start(data);
        Records records = old.open(SHARD);
        records.commit(
                Batch.builder().put(Table.SYS, new byte[] {1}, new byte[] {7}).build());
        WeakReference<ClassLoader> loader = takeOver(old);
        assertThat(threads()).noneMatch(name -> name.startsWith("derby"));
        assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(null, null))
                .noneMatch(name -> name.getDomain().contains("derby"));
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(loader.get()).as("the class loader of a stopped revision").isNull();
    }

    /** In a frame of its own, so that nothing of the revision stays on the stack. */
    private WeakReference<ClassLoader> takeOver(DerbyDriver old) throws Exception {
        try (Revision revision = new Revision()) {
            RecordDriver next = revision.start(data);
            CompletableFuture<Records> opening = CompletableFuture.supplyAsync(() -> {
                try {
                    return next.open(SHARD);
                } catch (IOException refused) {
                    throw new IllegalStateException(refused);
                }
            });
            assertThatThrownBy(() -> opening.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            old.stop();
            try (Records after = opening.get(20, TimeUnit.SECONDS)) {
                assertThat(after.get(Table.SYS, new byte[] {1})).containsExactly(7);
            }
            revision.stop(next);
            return new WeakReference<>(revision.loader);
        }
    }

    @Test
    void stopEndsTheWaitForALock() throws Exception {
        DerbyDriver first = new DerbyDriver(Settings.of(data));
        DerbyDriver second = new DerbyDriver(Settings.of(data));
        Records held = first.open(SHARD);
        CompletableFuture<Records> opening = CompletableFuture.supplyAsync(() -> {
            try {
                return second.open(SHARD);
            } catch (IOException refused) {
                throw new IllegalStateException(refused);
            }
        });
        while (second.slots().isEmpty()) {
            Thread.onSpinWait();
        }
        second.stop();
        assertThatThrownBy(() -> opening.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        held.close();
        first.stop();
    }

    @Test
    void refusesAnEngineThatForgets() throws Exception {
        System.setProperty("derby.system.durability", "test");
        try {
            DerbyDriver driver = new DerbyDriver(Settings.of(data));
            assertThatThrownBy(() -> driver.open(SHARD)).hasMessageContaining("derby.system.durability");
            driver.stop();
        } finally {
            System.clearProperty("derby.system.durability");
        }
    }

    @Test
    void aFailedShardIsOpenedAgain() throws Exception {
        DerbyDriver driver = new DerbyDriver(Settings.of(data));
        Batch batch =
                Batch.builder().put(Table.SYS, new byte[] {1}, new byte[1]).build();
        Records failed = driver.open(SHARD);
        failed.commit(batch);
        Slot slot = driver.slots().getFirst();
        slot.shard().judge(new SQLException("an expected refusal", "23505", 20_000));
        failed.commit(batch);
        slot.shard().judge(new SQLException("the log cannot be written", "XSLA4", 45_000));
        assertThat(slot.trouble()).contains("the log cannot be written");
        Shard ended = slot.shard();
        slot.awaitRetry();
        assertThat(failed.get(Table.SYS, new byte[] {1})).hasSize(1);
        assertThat(slot.shard()).isNotSameAs(ended);
        assertThat(slot.trouble()).isEmpty();
        try (Records again = driver.open(SHARD)) {
            assertThat(again.get(Table.SYS, new byte[] {1})).hasSize(1);
            failed.close();
            again.commit(batch);
        }
        driver.stop();
    }

    /** A key far too long for its column is Derby's to refuse; batches in the same group are none the worse for it. */
    @Test
    void whatDerbyRefusesHarmsOnlyItsOwnBatch() throws Exception {
        DerbyDriver driver = new DerbyDriver(Settings.of(data));
        try (Records records = driver.open(SHARD)) {
            Batch wrong = Batch.builder()
                    .put(Table.SYS, new byte[] {1}, new byte[1])
                    .when(new Batch.ExpectAbsent(Table.SYS, new byte[1_000]))
                    .build();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Object>> wrongs = new ArrayList<>();
                List<Future<Object>> rights = new ArrayList<>();
                for (byte i = 0; i < 50; i++) {
                    byte[] key = {2, i};
                    wrongs.add(threads.submit(() -> {
                        records.commit(wrong);
                        return null;
                    }));
                    rights.add(threads.submit(() -> {
                        records.commit(Batch.builder().put(Table.SYS, key, key).build());
                        return null;
                    }));
                }
                for (Future<Object> right : rights) {
                    right.get();
                }
                for (Future<Object> one : wrongs) {
                    assertThatThrownBy(one::get).hasCauseInstanceOf(IOException.class);
                }
            }
            assertThat(records.get(Table.SYS, new byte[] {1})).isNull();
            assertThat(records.get(Table.SYS, new byte[] {2, 49})).containsExactly(2, 49);
        }
        driver.stop();
    }

    @Test
    void anUnfinishedDatabaseIsMadeAnew() throws Exception {
        Path unfinished = data.resolve("s/db.new/log");
        Files.createDirectories(unfinished);
        Files.writeString(unfinished.resolve("log1.dat"), "half");
        DerbyDriver driver = new DerbyDriver(Settings.of(data));
        driver.open(SHARD).close();
        driver.stop();
        assertThat(data.resolve("s/db.new")).doesNotExist();
    }

    @Test
    void aVisitorThatCommitsIsToldSo() throws Exception {
        DerbyDriver driver = new DerbyDriver(Settings.of(data));
        try (Records records = driver.open(SHARD)) {
            Batch batch =
                    Batch.builder().put(Table.SYS, new byte[] {1}, new byte[0]).build();
            records.commit(batch);
            assertThatThrownBy(() -> records.scan(Table.SYS, new byte[] {0}, new byte[] {2}, (_, _) -> {
                        try {
                            records.commit(batch);
                        } catch (org.mailbay.store.spi.PreconditionFailed none) {
                            throw new AssertionError(none);
                        }
                        return true;
                    }))
                    .isInstanceOf(IllegalStateException.class);
            records.commit(batch);
        }
        driver.stop();
    }

    /** The bundle's classes and Derby's in a class loader of their own. */
    private static final class Revision implements AutoCloseable {
        private static final List<String> OWN = List.of("org.mailbay.store.derby.", "org.apache.derby.");

        private final URLClassLoader loader;
        private final Object testee;

        Revision() throws Exception {
            URL[] urls = {
                DerbyDriver.class.getProtectionDomain().getCodeSource().getLocation(),
                DerbyTestee.class.getProtectionDomain().getCodeSource().getLocation(),
                org.apache.derby.iapi.services.monitor.Monitor.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation(),
                org.apache.derby.jdbc.EmbeddedDataSource.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation(),
                org.apache.derby.shared.common.sanity.SanityManager.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
            };
            loader = new URLClassLoader(urls, getClass().getClassLoader()) {
                @Override
                protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                    if (OWN.stream().noneMatch(name::startsWith)) {
                        return super.loadClass(name, resolve);
                    }
                    synchronized (getClassLoadingLock(name)) {
                        Class<?> loaded = findLoadedClass(name);
                        return loaded == null ? findClass(name) : loaded;
                    }
                }
            };
            testee = loader.loadClass(DerbyTestee.class.getName())
                    .getConstructor()
                    .newInstance();
        }

        RecordDriver start(Path data) throws Exception {
            return ((org.mailbay.tck.records.RecordsTestee) testee).start(data);
        }

        void stop(RecordDriver driver) throws IOException {
            ((org.mailbay.tck.records.RecordsTestee) testee).stop(driver);
        }

        @Override
        public void close() throws IOException {
            loader.close();
        }
    }
}
