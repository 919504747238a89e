package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** What goes wrong outside: an error that says so, nothing acknowledged lost, and all well again when it is over. */
class FaultsTest {
    private static final ShardId SHARD = new ShardId("s");

    @TempDir
    Path data;

    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();

    private static byte[] key(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    private static byte[] content(long number) {
        byte[] content = new byte[20_000];
        Arrays.fill(content, (byte) number);
        return content;
    }

    private void put(Records records, long number) throws IOException, PreconditionFailed {
        records.commit(Batch.builder()
                .put(Table.OBJ, key(number), content(number))
                .put(Table.STATE, key(number), key(number))
                .build());
        acknowledged.add(number);
    }

    private String fill(Records records) throws Exception {
        Set<String> failures = new TreeSet<>();
        Crew.run(4, member -> {
            for (long i = 0; i < 10_000; i++) {
                try {
                    put(records, member * 100_000L + acknowledged.size() + i);
                } catch (IOException failed) {
                    synchronized (failures) {
                        failures.add(failed.getMessage());
                    }
                    return;
                }
            }
        });
        return failures.toString();
    }

    /** By the same view, without anybody's help. */
    private void recovers(Records records) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        for (long number = 900_000; ; number++) {
            try {
                put(records, number);
                break;
            } catch (IOException notYet) {
                assertThat(System.nanoTime()).as(notYet.toString()).isLessThan(end);
                Thread.sleep(100);
            }
        }
        check(records);
    }

    private void check(Records records) throws IOException {
        for (long number : acknowledged) {
            assertThat(records.get(Table.STATE, key(number))).isEqualTo(key(number));
            assertThat(records.get(Table.OBJ, key(number))).isEqualTo(content(number));
        }
        assertThat(records.admin().verify()).isEmpty();
    }

    private static DerbyDriver driver(Path folder) {
        return new DerbyDriver(
                Settings.of(folder).withWaits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(5)),
                () -> new Descriptors(1, 1_000_000));
    }

    @Test
    void aFullDiskIsSurvived() throws Exception {
        try (SmallDisk disk = SmallDisk.ofMegabytes(data, 60)) {
            Path other = disk.folder().resolve("other");
            Files.write(other, new byte[16 << 20]);
            DerbyDriver driver = driver(disk.folder().resolve("store"));
            Records records = driver.open(SHARD);
            String failures = fill(records);
            Seed.print("full disk: " + acknowledged.size() + " acknowledged, then " + failures);
            assertThat(failures).containsIgnoringCase("space");
            assertThat(acknowledged).hasSizeGreaterThan(100);
            assertThat(new DerbyHealth(driver).execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> fillOnce(records)).isInstanceOf(IOException.class);
            }
            Files.delete(other);
            recovers(records);
            assertThat(new DerbyHealth(driver).execute().toString()).contains("Shard s is open");
            driver.stop();
            DerbyDriver again = driver(disk.folder().resolve("store"));
            try (Records reopened = again.open(SHARD)) {
                check(reopened);
            }
            again.stop();
        }
    }

    private void fillOnce(Records records) throws Exception {
        for (long i = 0; i < 2_000; i++) {
            put(records, 800_000 + i);
        }
    }

    @Test
    void aDeviceThatRefusesToWriteIsSurvived() throws Exception {
        try (SmallDisk disk = SmallDisk.ofBrokenMegabytes(data, 40, 200)) {
            DerbyDriver driver = driver(disk.folder().resolve("store"));
            Records records = driver.open(SHARD);
            String failures = fill(records);
            Seed.print("broken device: " + acknowledged.size() + " acknowledged, then " + failures);
            assertThat(failures).isNotEqualTo("[]");
            assertThat(new DerbyHealth(driver).execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
            assertThatThrownBy(() -> fillOnce(records)).isInstanceOf(IOException.class);
            if (disk.repair()) {
                recovers(records);
                driver.stop();
                return;
            }
            Seed.print("a table that could not be written is still open: with a restart, then");
            driver.stop();
            assertThat(disk.repair()).isTrue();
            DerbyDriver again = driver(disk.folder().resolve("store"));
            try (Records reopened = again.open(SHARD)) {
                recovers(reopened);
            } catch (IOException lost) {
                // The system threw a page away that it had taken, and told only who asked first: see Limits in the
                // README.
                // Then the shard is refused by name; never is it opened without what was acknowledged.
                Seed.print("broken device: " + lost.getMessage());
                assertThat(lost)
                        .hasMessageContaining("Shard s cannot be opened")
                        .hasMessageContaining("checksum");
            }
            again.stop();
        }
    }

    /** As long as another process has a shard, it is refused; when that is killed, its shard is there. */
    @Test
    void twoProcessesNeverShareAShard() throws Exception {
        Process other = child("hold", 0);
        try (BufferedReader lines = other.inputReader()) {
            String said = lines.readLine();
            while (said != null && !said.equals("holding")) {
                said = lines.readLine();
            }
            assertThat(said).isEqualTo("holding");
            DerbyDriver driver = new DerbyDriver(
                    Settings.of(data).withWaits(Duration.ofMillis(200), Settings.PATIENCE, Duration.ofSeconds(5)));
            assertThatThrownBy(() -> driver.open(SHARD))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
            other.destroyForcibly().waitFor();
            try (Records records = driver.open(SHARD)) {
                assertThat(records.get(Table.STATE, key(1))).isEqualTo(key(1));
            }
            driver.stop();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void runningOutOfFilesIsSurvived() throws Exception {
        Process child = child("starve", 300);
        String said = new String(child.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said).contains("fine");
    }

    private Process child(String task, int files) throws IOException {
        String limit = files == 0 ? "" : "ulimit -n " + files + "; ";
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        limit + "exec \"$@\"",
                        "sh",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FaultsTest.class.getName(),
                        task,
                        data.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Of the other process: what to do, where. */
    public static void main(String[] args) throws Exception {
        FaultsTest test = new FaultsTest();
        DerbyDriver driver = driver(Path.of(args[1]));
        Records records = driver.open(SHARD);
        test.put(records, 1);
        if (args[0].equals("hold")) {
            Seed.print("holding");
            Thread.sleep(60_000);
        } else {
            test.starve(driver, records);
            Seed.print("fine");
        }
        driver.stop();
    }

    private void starve(DerbyDriver driver, Records records) throws Exception {
        load();
        List<FileInputStream> hogs = new ArrayList<>();
        try {
            while (true) {
                hogs.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noMore) {
            Seed.print(hogs.size() + " files: " + noMore.getMessage());
        }
        assertThatThrownBy(() -> driver.open(new ShardId("second"))).isInstanceOf(IOException.class);
        for (long i = 0; i < 2_000; i++) {
            try {
                put(records, i);
            } catch (IOException failed) {
                Seed.print("refused: " + failed.getMessage());
                break;
            }
        }
        assertThatThrownBy(() -> records.admin().backup(data == null ? Path.of("/nowhere/x") : data))
                .isInstanceOf(IOException.class);
        for (FileInputStream hog : hogs) {
            hog.close();
        }
        recovers(records);
        try (Records second = driver.open(new ShardId("second"))) {
            put(second, 1);
        }
    }

    /** From a folder each class needs a file; from a bundle's archive, which is open, it does not. */
    private static void load() throws Exception {
        Path classes = Path.of(DerbyDriver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path own = Path.of(DerbyDriver.class.getPackageName().replace('.', '/'));
        for (Path folder : List.of(classes, classes.resolveSibling("test-classes"))) {
            try (Stream<Path> files = Files.list(folder.resolve(own))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".class")).toList()) {
                    String name = file.getFileName().toString();
                    Class.forName(DerbyDriver.class.getPackageName() + "." + name.substring(0, name.length() - 6));
                }
            }
        }
    }
}
