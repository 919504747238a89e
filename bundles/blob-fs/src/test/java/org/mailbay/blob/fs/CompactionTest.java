package org.mailbay.blob.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.spi.BlobAdmin;

class CompactionTest {
    private static final int COUNT = 900; // of 10,000 bytes: two full segments of 4 MB and the begin of a third

    @TempDir
    Path folder;

    @Test
    void aDeadSegmentIsDeletedOnceNobodyReadsIt() throws Exception {
        try (Fixture fixture = new Fixture(folder)) {
            List<BlobRef> refs = fill(fixture);
            BlobInput reader = fixture.store().open(refs.getFirst(), 0, 10_000).orElseThrow();
            fixture.store().remove(refs);
            assertThat(fixture.store().admin().compact(0)).isGreaterThan(8_000_000);
            assertThat(Fixture.segment(folder, 1)).exists();
            assertThat(Fixture.segment(folder, 2)).doesNotExist();
            assertThat(Fixture.segment(folder, 3)).as("the newest stays").exists();
            assertThat(reader.content().readAllBytes()).isEqualTo(content(0));
            reader.close();
            awaitGone(Fixture.segment(folder, 1));
            assertThat(descriptorsOf("00000001.segment")).isZero();
            assertThat(fixture.list()).isEmpty();
        }
        try (Stream<Path> left = Files.list(folder.resolve("segments"))) {
            assertThat(left.map(f -> f.getFileName().toString())).allMatch(name -> name.startsWith("00000003."));
        }
    }

    @Test
    void whatIsWantedIsCopiedForwardWithoutKeys() throws Exception {
        List<BlobRef> kept;
        try (Fixture fixture = new Fixture(folder)) {
            List<BlobRef> refs = fill(fixture);
            kept = thin(fixture, refs);
            BlobAdmin admin = fixture.store().admin();
            assertThat(admin.waste()).isBetween(5_000_000L, 9_000_000L);
            assertThat(admin.compact(Long.MAX_VALUE)).isBetween(4_000_000L, 9_000_000L);
            assertThat(admin.waste()).isLessThan(3_000_000);
            assertThat(Fixture.segment(folder, 1)).doesNotExist();
            assertThat(fixture.store().figures().compactedBytes()).isBetween(800_000L, 900_000L);
            check(fixture, kept);
            fixture.store().remove(kept.subList(0, 10));
        }
        try (Fixture fixture = new Fixture(folder)) {
            check(fixture, kept.subList(10, kept.size()));
        }
    }

    @Test
    void aSliceCopiesNoMoreThanIsAskedFor() throws Exception {
        try (Fixture fixture = new Fixture(folder)) {
            List<BlobRef> kept = thin(fixture, fill(fixture));
            long before = 0;
            for (int i = 0; i < 60 && Files.exists(Fixture.segment(folder, 1)); i++) {
                fixture.store().admin().compact(100_000);
                long copied = fixture.store().figures().compactedBytes();
                assertThat(copied - before).isLessThan(100_000 + 11_000);
                before = copied;
                check(fixture, kept);
            }
            assertThat(Fixture.segment(folder, 1)).doesNotExist();
        }
    }

    @Test
    void whenThePowerGoesInBetweenEveryBlobIsThereOnce(@TempDir Path crashes) throws Exception {
        try (Fixture fixture = new Fixture(folder)) {
            List<BlobRef> kept = thin(fixture, fill(fixture));
            for (int i = 0; i < 6; i++) {
                fixture.store().admin().compact(200_000);
                Path crashed = Files.createDirectories(crashes.resolve(Integer.toString(i)));
                Fixture.copy(folder, crashed);
                if (i % 3 == 0) {
                    Files.deleteIfExists(crashed.resolve("segments/00000001.removed"));
                }
                try (Fixture again = new Fixture(crashed)) {
                    if (i % 3 != 0) {
                        check(again, kept);
                    }
                    assertThat(again.list()).containsAll(kept);
                    again.store().remove(kept.subList(0, 50));
                }
                try (Fixture again = new Fixture(crashed)) {
                    assertThat(again.list()).doesNotContainAnyElementsOf(kept.subList(0, 50));
                }
            }
        }
    }

    @Test
    void whatCannotBeReadStaysWithItsSegment() throws Exception {
        try (Fixture fixture = new Fixture(folder)) {
            List<BlobRef> kept = thin(fixture, fill(fixture));
            Fixture.flip(Fixture.segment(folder, 1), content(100), 50);
            fixture.store().admin().compact(Long.MAX_VALUE);
            assertThat(Fixture.segment(folder, 1)).exists();
            assertThat(fixture.store().figures().readFailureCount()).isEqualTo(1);
            assertThat(fixture.list()).containsExactlyInAnyOrderElementsOf(kept);
            assertThat(fixture.store().scrub(kept.get(10))).hasValue("chunk 0 is not what was written");
            fixture.store().remove(List.of(kept.get(10)));
            fixture.store().admin().compact(Long.MAX_VALUE);
            assertThat(Fixture.segment(folder, 1)).doesNotExist();
        }
    }

    @Test
    void emptyBlobsCountToo() throws Exception {
        try (Fixture fixture = new Fixture(folder)) {
            BlobRef empty = fixture.put(new byte[0]);
            List<BlobRef> refs = fill(fixture);
            fixture.store().remove(refs);
            fixture.store().admin().compact(Long.MAX_VALUE);
            assertThat(Fixture.segment(folder, 1)).doesNotExist();
            assertThat(fixture.get(empty)).isEmpty();
        }
    }

    private static List<BlobRef> fill(Fixture fixture) throws IOException {
        List<BlobRef> refs = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            refs.add(fixture.put(i % 2 == 0 ? Fixture.KEY : Fixture.sealing(1), content(i)));
        }
        return refs;
    }

    /** Keeps every tenth. */
    private static List<BlobRef> thin(Fixture fixture, List<BlobRef> refs) throws IOException {
        List<BlobRef> kept = new ArrayList<>();
        List<BlobRef> gone = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            (i % 10 == 0 ? kept : gone).add(refs.get(i));
        }
        fixture.store().remove(gone);
        return kept;
    }

    private static void check(Fixture fixture, List<BlobRef> kept) throws IOException {
        assertThat(fixture.list()).containsExactlyInAnyOrderElementsOf(kept);
        for (BlobRef ref : kept) {
            assertThat(fixture.store().scrub(ref)).isEmpty();
        }
    }

    private static byte[] content(int number) {
        return Fixture.noise(number, 10_000);
    }

    private static void awaitGone(Path file) throws InterruptedException {
        for (int i = 0; i < 500 && Files.exists(file); i++) {
            Thread.sleep(10);
        }
        assertThat(file).doesNotExist();
    }

    private static long descriptorsOf(String name) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).toString().contains(name);
                        } catch (IOException closedMeanwhile) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
