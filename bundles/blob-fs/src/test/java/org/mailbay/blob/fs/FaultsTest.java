package org.mailbay.blob.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobRef;

class FaultsTest {
    private static final BlobHealth HEALTH = new BlobHealth(2, 1);

    @TempDir
    Path folder;

    @Test
    void aFullDiskIsSaidAndOverWhenThereIsRoom() throws Exception {
        try (SmallDisk _ = SmallDisk.mount(folder, 14)) {
            Path filler = Files.write(folder.resolve("filler"), new byte[3 << 20]);
            Path root = folder.resolve("shard");
            List<BlobRef> acknowledged = new ArrayList<>();
            try (Fixture fixture = new Fixture(root)) {
                assertThatThrownBy(() -> fillUp(fixture, acknowledged, 0, 20_000))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("No space left");
                assertThatThrownBy(() -> fixture.put(Fixture.noise(1, 3_000_000)))
                        .hasMessageContaining("No space left");
                assertThat(acknowledged).hasSizeGreaterThan(100);
                assertThat(status(fixture)).isEqualTo(Result.Status.CRITICAL);
                check(fixture, acknowledged);
                Files.delete(filler);
                acknowledged.add(fixture.put(Fixture.noise(-1, 20_000)));
                acknowledged.add(fixture.put(Fixture.noise(-2, 400_000)));
                assertThat(status(fixture)).isEqualTo(Result.Status.OK);
                assertThatThrownBy(() -> fillUp(fixture, acknowledged, 10_000, 20_000))
                        .hasMessageContaining("No space left");
                fixture.store().remove(acknowledged.subList(0, 250));
                acknowledged.subList(0, 250).clear();
                fixture.store().admin().compact(0);
                acknowledged.add(fixture.put(Fixture.noise(-3, 400_000)));
                check(fixture, acknowledged);
            }
            try (Fixture fixture = new Fixture(root)) {
                check(fixture, acknowledged);
                assertThat(status(fixture)).isEqualTo(Result.Status.OK);
            }
        }
    }

    private static void fillUp(Fixture fixture, List<BlobRef> acknowledged, int seed, int size) throws IOException {
        for (int i = 0; ; i++) {
            acknowledged.add(fixture.put(Fixture.noise(seed + i, size)));
        }
    }

    @Test
    void aReadOnlyFolderIsSaidAndItsCopiesAreRead() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, 30)) {
            Path root = folder.resolve("shard");
            Path copy = folder.resolve("copy");
            BlobRef ref;
            try (Fixture fixture = new Fixture(root)) {
                ref = fixture.put(Fixture.noise(1, 20_000));
                fixture.store().admin().backup(copy);
            }
            disk.readOnly(true);
            assertThatThrownBy(() -> new Fixture(root)).hasMessageContaining("Read-only file system");
            try (CopyStore opened = new CopyStore(copy, Fixture::key)) {
                assertThat(opened.scrub(ref)).isEmpty();
            }
            disk.readOnly(false);
            try (Fixture fixture = new Fixture(root)) {
                assertThat(fixture.get(ref)).hasSize(20_000);
            }
        }
    }

    @Test
    void exhaustedDescriptorsAreSaidAndOver() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "SKIPPED: no shell to limit descriptors with");
        Process child = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        "ulimit -n 160; exec \"$0\" \"$@\"",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Hungry.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        List<String> said = child.inputReader()
                .lines()
                .filter(line -> !line.startsWith("SLF4J"))
                .toList();
        assertThat(said).hasSize(4);
        assertThat(said.get(0)).isEqualTo("before ok ok ok ok ");
        assertThat(said.get(1)).matches("hungry (ok |said )(said )(ok |said )(said )");
        assertThat(said.get(2)).isEqualTo("after ok ok ok ok ");
        assertThat(said.get(3)).isEqualTo("blobs true");
        assertThat(child.waitFor()).isZero();
    }

    @Test
    void aTruncatedSegmentIsAFindingAndTheRestIsRead() throws IOException {
        List<BlobRef> refs = new ArrayList<>();
        try (Fixture fixture = new Fixture(folder)) {
            for (int i = 0; i < 500; i++) {
                refs.add(fixture.put(Fixture.noise(i, 10_000)));
            }
        }
        try (RandomAccessFile cut =
                new RandomAccessFile(Fixture.segment(folder, 1).toFile(), "rw")) {
            cut.setLength(1_000_000);
        }
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(fixture.store().findings()).singleElement().asString().contains("segment 1 is cut");
            assertThat(status(fixture)).isEqualTo(Result.Status.CRITICAL);
            assertThatThrownBy(() -> fixture.get(refs.get(300)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is cut");
            assertThat(fixture.get(refs.get(5))).isEqualTo(Fixture.noise(5, 10_000));
            assertThat(fixture.get(refs.get(450))).isEqualTo(Fixture.noise(450, 10_000));
            fixture.put(new byte[] {1});
        }
    }

    @Test
    void aReadThatFailsIsSaidAndWritesGoOn() throws IOException {
        try (Fixture fixture = new Fixture(folder)) {
            BlobRef ref = fixture.put(Fixture.noise(1, 10_000));
            Path segment = Fixture.segment(folder, 1);
            Path away = Files.move(segment, folder.resolve("away"));
            Files.createDirectory(segment);
            assertThatThrownBy(() -> fixture.get(ref)).isInstanceOf(IOException.class);
            assertThat(status(fixture)).isEqualTo(Result.Status.WARN);
            BlobRef second = fixture.put(Fixture.noise(2, 10_000));
            Files.delete(segment);
            Files.move(away, segment);
            assertThat(fixture.get(ref)).isEqualTo(Fixture.noise(1, 10_000));
            assertThat(fixture.get(second)).isEqualTo(Fixture.noise(2, 10_000));
        }
    }

    @Test
    void whatAFailedFlushPoisonedIsBroughtElsewhere() throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        Settings.Flush flush = channel -> {
            if (broken.get()) {
                throw new IOException("Input/output error");
            }
            channel.force(false);
        };
        BlobRef before;
        try (Fixture fixture = new Fixture(folder, flush)) {
            before = fixture.put(Fixture.noise(1, 10_000));
            broken.set(true);
            assertThatThrownBy(() -> fixture.put(Fixture.noise(2, 10_000))).hasMessageContaining("Input/output error");
            assertThat(fixture.get(before)).isEqualTo(Fixture.noise(1, 10_000));
            assertThat(status(fixture)).isEqualTo(Result.Status.CRITICAL);
            broken.set(false);
            BlobRef after = fixture.put(Fixture.noise(2, 10_000));
            assertThat(status(fixture)).isEqualTo(Result.Status.CRITICAL);
            fixture.store().admin().compact(Long.MAX_VALUE);
            assertThat(status(fixture)).isEqualTo(Result.Status.OK);
            check(fixture, List.of(before, after));
        }
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(fixture.get(before)).isEqualTo(Fixture.noise(1, 10_000));
            assertThat(status(fixture)).isEqualTo(Result.Status.OK);
        }
    }

    @Test
    void aRemovalThatCannotBeWrittenDownTakesNothingWithItThatComesLater() throws IOException {
        byte[] content = Fixture.noise(1, 10_000);
        BlobRef ref;
        BlobRef other;
        try (Fixture fixture = new Fixture(folder)) {
            ref = fixture.put(content);
            other = fixture.put(new byte[] {1});
            Path log = Files.createDirectory(folder.resolve("segments/00000001.removed"));
            BlobRef failing = ref;
            assertThatThrownBy(() -> fixture.store().remove(List.of(failing))).isInstanceOf(IOException.class);
            assertThat(fixture.put(content)).isEqualTo(ref);
            Files.delete(log);
            fixture.store().remove(List.of(other));
        }
        try (Fixture fixture = new Fixture(folder)) {
            check(fixture, List.of(ref));
            fixture.store().remove(List.of(ref));
        }
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(fixture.list()).isEmpty();
        }
    }

    @Test
    void aNewerSegmentIsRefused() throws IOException {
        try (Fixture fixture = new Fixture(folder)) {
            fixture.put(new byte[] {1});
        }
        byte[] segment = Files.readAllBytes(Fixture.segment(folder, 1));
        segment[7] = 2;
        CRC32C crc = new CRC32C();
        crc.update(segment, 0, Segment.HEADER - 4);
        ByteBuffer.wrap(segment).putInt(Segment.HEADER - 4, (int) crc.getValue());
        Files.write(Fixture.segment(folder, 1), segment);
        assertThatThrownBy(() -> new Fixture(folder)).hasMessageContaining("newer version");
    }

    private static Result.Status status(Fixture fixture) {
        return HEALTH.judge(List.of(fixture.store())).getStatus();
    }

    private static void check(Fixture fixture, List<BlobRef> refs) throws IOException {
        assertThat(fixture.list()).containsExactlyInAnyOrderElementsOf(refs);
        for (BlobRef ref : refs) {
            assertThat(fixture.store().scrub(ref)).isEmpty();
        }
    }
}
