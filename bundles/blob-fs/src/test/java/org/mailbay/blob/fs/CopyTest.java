package org.mailbay.blob.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobRef;
import org.mailbay.store.spi.ShardId;

class CopyTest {
    @TempDir
    Path folder;

    @TempDir
    Path copies;

    @Test
    void onlyWhatIsNewIsCopied() throws IOException {
        Path copy = copies.resolve("copy");
        try (Fixture fixture = new Fixture(folder)) {
            List<BlobRef> refs = fill(fixture, 0, 900);
            BlobRef large = fixture.put(Fixture.noise(1, 500_000));
            assertThat(fixture.store().admin().backup(copy)).isBetween(9_500_000L, 9_800_000L);
            fill(fixture, 900, 910);
            assertThat(fixture.store().admin().backup(copy)).isBetween(100_000L, 120_000L);
            assertThat(fixture.store().figures().copiedBytes()).isGreaterThan(9_600_000);
            fixture.store().rewrite(Fixture.sealing(1), large);
            assertThat(fixture.store().admin().backup(copy)).isBetween(500_000L, 502_000L);
            fixture.store().remove(refs.subList(0, 800));
            fixture.store().remove(List.of(large));
            fixture.store().admin().compact(0);
            fixture.store().admin().backup(copy);
            assertThat(Fixture.segment(copy, 1)).doesNotExist();
            try (var left = Files.walk(copy.resolve("large"))) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
            try (CopyStore opened = new CopyStore(copy, Fixture::key)) {
                assertThat(list(opened)).containsExactlyInAnyOrderElementsOf(fixture.list());
            }
        }
    }

    @Test
    void aCopyThatIsInterruptedLeavesTheOneBeforeAndIsFinishedByTheNext() throws IOException {
        Path copy = copies.resolve("copy");
        try (Fixture fixture = new Fixture(folder)) {
            fill(fixture, 0, 500);
            fixture.store().admin().backup(copy);
            List<BlobRef> before = fixture.list();
            Path old = Files.createDirectories(copies.resolve("old"));
            Fixture.copy(copy, old);
            fill(fixture, 500, 700);
            fixture.put(Fixture.noise(7, 400_000));
            fixture.store().remove(before.subList(0, 10));
            int stops = 0;
            for (; ; stops++) {
                AtomicInteger steps = new AtomicInteger(stops);
                Path target = Files.createDirectories(copies.resolve("stop" + stops));
                Fixture.copy(old, target);
                if (interrupted(fixture, target, steps)) {
                    break;
                }
                if (stops % 2 == 1) {
                    try (RandomAccessFile torn =
                            new RandomAccessFile(Fixture.segment(target, 1).toFile(), "rw")) {
                        torn.seek(torn.length());
                        torn.write(Fixture.noise(3, 5_000));
                    }
                    Files.write(target.resolve("temp/0000000000000009"), new byte[9]);
                }
                try (CopyStore opened = new CopyStore(target, Fixture::key)) {
                    assertThat(list(opened)).containsAll(before);
                }
                fixture.store().admin().backup(target);
                try (CopyStore opened = new CopyStore(target, Fixture::key)) {
                    assertThat(list(opened)).containsExactlyInAnyOrderElementsOf(fixture.list());
                    for (BlobRef ref : fixture.list()) {
                        assertThat(opened.scrub(ref)).isEmpty();
                    }
                }
            }
            assertThat(stops).isGreaterThan(3);
        }
    }

    /** Whether a copy ends before the power goes, after so many looks whether to go on. */
    private static boolean interrupted(Fixture fixture, Path target, AtomicInteger steps) throws IOException {
        try {
            fixture.store().copying().copyTo(target, () -> {
                if (steps.getAndDecrement() == 0) {
                    throw new IOException("the power goes");
                }
            });
            return true;
        } catch (IOException e) {
            assertThat(e).hasMessage("the power goes");
            return false;
        }
    }

    @Test
    void aShardThatWasNotFinishedIsNotOpenedAndMayBeBegunAnew() throws IOException {
        Path copy = copies.resolve("copy");
        List<BlobRef> refs;
        try (Fixture fixture = new Fixture(folder.resolve("one"))) {
            refs = fill(fixture, 0, 500);
            fixture.store().admin().backup(copy);
        }
        Path made = folder.resolve("made");
        Folder.forCopy(made).beginRestoring();
        Files.write(made.resolve("segments/00000001.segment"), new byte[100]);
        assertThatThrownBy(() -> new Fixture(made)).hasMessageContaining("was not finished");
        BlobFs driver = FsTestee.driver(folder, RecordHeader.Codec.NONE);
        driver.restore(copy, new ShardId("made"));
        driver.deactivate();
        try (Fixture fixture = new Fixture(made)) {
            assertThat(fixture.list()).containsExactlyInAnyOrderElementsOf(refs);
            fill(fixture, 500, 501);
            assertThatThrownBy(() -> fixture.store().admin().backup(copy)).hasMessageContaining("shard one");
        }
    }

    @Test
    void foreignFoldersAreLeftAlone() throws IOException {
        try (Fixture fixture = new Fixture(folder)) {
            fixture.put(new byte[] {1});
            Files.write(copies.resolve("precious"), new byte[9]);
            assertThatThrownBy(() -> fixture.store().admin().backup(copies)).hasMessageContaining("precious");
            assertThatThrownBy(() -> fixture.store().admin().backup(folder.resolve("in")))
                    .hasMessageContaining("inside");
            assertThat(copies.resolve("segments")).doesNotExist();
        }
    }

    @Test
    void aDamagedCopyIsSaid() throws IOException {
        Path copy = copies.resolve("copy");
        try (Fixture fixture = new Fixture(folder)) {
            fill(fixture, 0, 100);
            fixture.store().admin().backup(copy);
        }
        byte[] list = Files.readAllBytes(copy.resolve("copy"));
        list[40] ^= 1;
        Files.write(copy.resolve("copy"), list);
        assertThatThrownBy(() -> new CopyStore(copy, Fixture::key)).hasMessageContaining("damaged");
        list[40] ^= 1;
        list[14] = '2';
        Files.write(copy.resolve("copy"), list);
        assertThatThrownBy(() -> new CopyStore(copy, Fixture::key)).hasMessageContaining("newer version");
        list[14] = '1';
        Files.write(copy.resolve("copy"), list);
        try (RandomAccessFile cut =
                new RandomAccessFile(Fixture.segment(copy, 1).toFile(), "rw")) {
            cut.setLength(5_000);
        }
        assertThatThrownBy(() -> new CopyStore(copy, Fixture::key)).hasMessageContaining("is cut");
    }

    private static List<BlobRef> fill(Fixture fixture, int from, int to) throws IOException {
        List<BlobRef> refs = new ArrayList<>();
        for (int i = from; i < to; i++) {
            refs.add(fixture.put(i % 2 == 0 ? Fixture.KEY : Fixture.sealing(1), Fixture.noise(i, 10_000)));
        }
        return refs;
    }

    private static List<BlobRef> list(CopyStore store) throws IOException {
        List<BlobRef> all = new ArrayList<>();
        store.list(all::add);
        return all;
    }
}
