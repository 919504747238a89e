package org.mailbay.blob.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.mailbay.store.spi.ShardId;
import org.mailbay.tck.records.Crew;

class FsBlobStoreTest {
    @TempDir
    Path folder;

    @Test
    void aFlippedByteIsFound() throws IOException {
        byte[] small = Fixture.noise(1, 100_000);
        byte[] large = Fixture.noise(2, 400_000);
        try (Fixture fixture = new Fixture(folder)) {
            BlobRef smallRef = fixture.put(small);
            BlobRef largeRef = fixture.put(large);
            Fixture.flip(Fixture.segment(folder, 1), Fixture.noise(1, 200), 150);
            Fixture.flip(largeFile(), Fixture.noise(2, 200), 150);
            for (BlobRef ref : List.of(smallRef, largeRef)) {
                assertThat(fixture.store().scrub(ref)).hasValue("chunk 0 is not what was written");
                assertThatThrownBy(() -> fixture.get(ref)).isInstanceOf(IOException.class);
                byte[] tail = new byte[10];
                try (var input = fixture.store().open(ref, 70_000, 10).orElseThrow()) {
                    assertThat(input.content().read(tail)).isEqualTo(10);
                }
            }
        }
    }

    @Test
    void aFailedFlushPoisonsTheSegmentAndIsNotTriedAgain() throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        Settings.Flush flush = channel -> {
            if (broken.getAndSet(false)) {
                throw new IOException("the disk says no");
            }
            channel.force(false);
        };
        BlobHealth health = new BlobHealth(2, 1);
        BlobRef before;
        BlobRef after;
        try (Fixture fixture = new Fixture(folder, flush)) {
            before = fixture.put(new byte[] {1});
            assertThat(health.judge(List.of(fixture.store())).getStatus()).isEqualTo(Result.Status.OK);
            quiet();
            broken.set(true);
            assertThatThrownBy(() -> fixture.put(new byte[] {2}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the disk says no");
            assertThat(fixture.list()).containsExactly(before);
            after = fixture.put(new byte[] {2});
            assertThat(fixture.store().catalogue().segments()).hasSize(2);
            assertThat(health.judge(List.of(fixture.store())).getStatus()).isEqualTo(Result.Status.CRITICAL);
        }
        Fixture.forgetIndexes(folder);
        try (Fixture fixture = new Fixture(folder, flush)) {
            assertThat(fixture.list()).containsExactlyInAnyOrder(before, after);
            Segment poisoned = fixture.store().catalogue().segments().getFirst();
            assertThat(poisoned.content())
                    .as("what was not flushed is not believed")
                    .isEqualTo(1);
            assertThat(fixture.store().poisoned()).isEqualTo(1);
            assertThat(fixture.get(after)).containsExactly(2);
        }
    }

    /** Until the zeros ahead are written: the flush that is made to fail must be the writer's. */
    private void quiet() throws IOException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (Files.size(Fixture.segment(folder, 1)) < 4 << 20 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(Files.size(Fixture.segment(folder, 1))).isEqualTo(4 << 20);
    }

    @Test
    void aFullDiskIsReportedAndNothingIsHalfThere() throws IOException {
        AtomicBoolean full = new AtomicBoolean(true);
        try (Fixture fixture = new Fixture(folder, channel -> {
            if (full.get()) {
                throw new IOException("No space left on device");
            }
        })) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> fixture.put(new byte[] {1})).hasMessageContaining("No space left");
            }
            full.set(false);
            BlobRef ref = fixture.put(new byte[] {1});
            assertThat(fixture.list()).containsExactly(ref);
        }
    }

    @Test
    void manyShareAFlush() throws Exception {
        Settings.Flush slow = channel -> {
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
        try (Fixture fixture = new Fixture(folder, slow)) {
            Crew.run(32, member -> {
                for (int i = 0; i < 10; i++) {
                    fixture.put(Fixture.noise(member * 100 + i, 500));
                }
            });
            assertThat(fixture.list()).hasSize(320);
            assertThat(fixture.store().figures().flushCount()).isLessThan(160);
        }
    }

    @Test
    void openSinksTogetherKeepToTheirMemory() throws IOException {
        byte[] content = Fixture.noise(1, 200_000);
        try (Fixture fixture = new Fixture(folder)) {
            List<BlobSink> sinks = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                BlobSink sink = fixture.store().create(Fixture.KEY, -1);
                sinks.add(sink);
                sink.write(new byte[] {(byte) i}, 0, 1);
                sink.write(content, 0, content.length);
                assertThat(fixture.store().memory()).isLessThanOrEqualTo(4 << 20);
            }
            for (BlobSink sink : sinks) {
                BlobRef ref = sink.seal();
                assertThat(fixture.store().scrub(ref)).isEmpty();
            }
            assertThat(fixture.store().memory()).isZero();
            assertThat(fixture.list()).hasSize(60);
        }
    }

    @Test
    void aSmallMessageTakesLittleMemory() throws IOException {
        try (Fixture fixture = new Fixture(folder);
                BlobSink sink = fixture.store().create(Fixture.KEY, 10_000)) {
            assertThat(fixture.store().memory()).isZero();
            sink.write(new byte[10_000], 0, 10_000);
            assertThat(fixture.store().memory()).isLessThan(10_300);
        }
    }

    @Test
    void filesHaveHexadecimalNamesOnly() throws IOException {
        try (Fixture fixture = new Fixture(folder)) {
            fixture.put(Fixture.noise(1, 300_000));
            fixture.put(Fixture.noise(1, 300));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString()))
                    .allMatch(name -> name.matches("lock|reserve|segments/[0-9a-f]{8}\\.(segment|index)"
                            + "|large/[0-9a-f]{2}/[0-9a-f]{64}-[0-9a-f]+"));
        }
    }

    @Test
    void foreignFilesAreLeftAlone() throws IOException {
        Files.createDirectories(folder.resolve("large/ab"));
        Path foreign = Files.write(folder.resolve("large/ab/README"), new byte[9]);
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(fixture.list()).isEmpty();
        }
        assertThat(foreign).exists();
    }

    @Test
    void compressedBlobsCanBeReadByWhoDoesNotCompress() throws IOException {
        byte[] content = "Received: from a by b; ".repeat(9_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Settings deflate = FsTestee.settings(RecordHeader.Codec.DEFLATE, channel -> channel.force(false));
        BlobRef ref;
        try (FsBlobStore store = new FsBlobStore(folder, deflate, KeyRing.EMPTY, new Figures(), () -> {});
                BlobSink sink = store.create(Fixture.KEY, -1)) {
            sink.write(content, 0, content.length);
            ref = sink.seal();
            assertThat(store.size()).isLessThan(20_000);
        }
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(fixture.get(ref)).isEqualTo(content);
        }
    }

    @Test
    void oneDriverAFolderAndTheNextOneWaits() throws Exception {
        BlobFs first = FsTestee.driver(folder, RecordHeader.Codec.NONE);
        BlobFs second = FsTestee.driver(folder, RecordHeader.Codec.NONE);
        ShardId shard = new ShardId("s");
        BlobStore open = first.open(shard);
        assertThatThrownBy(() -> second.open(shard))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use by another blob driver of this server");
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<BlobStore> next = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            try {
                return second.open(shard);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        begun.await();
        first.deactivate();
        assertThatThrownBy(() -> open.contains(new BlobRef(new byte[32], 1))).isInstanceOf(IOException.class);
        assertThat(next.get().size()).isGreaterThanOrEqualTo(0);
        second.deactivate();
    }

    @Test
    void anotherProcessIsRefusedAtOnce() throws Exception {
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LockHolder.class.getName(),
                        folder.toString())
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(() -> new Fixture(folder)).hasMessageContaining("in use by another process");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        new Fixture(folder).close();
    }

    @Test
    void closingEndsEveryThread() throws Exception {
        BlobFs driver = FsTestee.driver(folder, RecordHeader.Codec.NONE);
        BlobStore store = driver.open(new ShardId("threads"));
        try (BlobSink sink = store.create(Fixture.KEY, -1)) {
            sink.write(new byte[300_000], 0, 300_000);
            sink.seal();
        }
        driver.deactivate();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().contains("threads")) {
                thread.join(5_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    private Path largeFile() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("large"))) {
            Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            assertThat(HexFormat.of().parseHex(file.getFileName().toString(), 0, 64))
                    .hasSize(32);
            return file;
        }
    }
}
