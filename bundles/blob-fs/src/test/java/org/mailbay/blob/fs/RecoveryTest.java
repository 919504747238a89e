package org.mailbay.blob.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobRef;

class RecoveryTest {
    @TempDir
    Path folder;

    @Test
    void readsSegmentsThatHaveNoIndex() throws IOException {
        List<BlobRef> refs = fill(900); // more than two segments of 4 MB
        Fixture.forgetIndexes(folder);
        check(refs);
        assertThat(Fixture.segment(folder, 3)).exists();
    }

    @Test
    void distrustsADamagedIndex() throws IOException {
        List<BlobRef> refs = fill(900);
        Path index = folder.resolve("segments/00000001.index");
        Fixture.flip(index, refs.get(3).name(), 5);
        check(refs);
    }

    @Test
    void cutsATornRecord() throws IOException {
        List<BlobRef> refs = fill(30);
        Fixture.forgetIndexes(folder);
        Path segment = Fixture.segment(folder, 1);
        byte[] all = Files.readAllBytes(segment);
        int last = Fixture.find(all, refs.get(29).name());
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.truncate(last + 5_000);
        }
        check(refs.subList(0, 29));
        try (Fixture again = new Fixture(folder)) {
            assertThat(again.store().contains(refs.get(29))).isFalse();
            assertThat(again.put(content(29))).isEqualTo(refs.get(29));
        }
        check(refs);
    }

    @Test
    void findsWhatStandsBehindDamage() throws IOException {
        List<BlobRef> refs = new ArrayList<>(fill(30));
        Fixture.forgetIndexes(folder);
        Fixture.flip(Fixture.segment(folder, 1), refs.get(7).name(), 3);
        Fixture.flip(Fixture.segment(folder, 1), content(20), 100);
        refs.remove(20);
        refs.remove(7);
        check(refs);
        check(refs);
    }

    @Test
    void survivesADamagedSegmentHeader() throws IOException {
        List<BlobRef> refs = fill(30);
        Fixture.forgetIndexes(folder);
        try (RandomAccessFile file =
                new RandomAccessFile(Fixture.segment(folder, 1).toFile(), "rw")) {
            file.seek(17);
            file.write(99);
            file.write(99);
        }
        check(refs);
    }

    @Test
    void contentThatLooksLikeARecordIsNotTakenForOne(@TempDir Path other) throws IOException {
        BlobRef forged;
        byte[] carrier;
        try (Fixture source = new Fixture(other)) {
            forged = source.put(content(1));
            byte[] segment = Files.readAllBytes(Fixture.segment(other, 1));
            carrier = new byte[32_000];
            int from = 16_000 - RecordHeader.BYTES - Frames.HEAD;
            // Whether the segment has been made longer ahead of its writer by now is not certain.
            int length = Math.min(12_000, segment.length - Segment.HEADER);
            System.arraycopy(segment, Segment.HEADER, carrier, from, length);
        }
        try (Fixture fixture = new Fixture(folder)) {
            fixture.put(content(2));
            fixture.put(carrier);
            fixture.put(content(3));
        }
        Fixture.forgetIndexes(folder);
        Fixture.flip(Fixture.segment(folder, 1), new byte[9_000], 10);
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(fixture.list()).hasSize(2).doesNotContain(forged);
        }
    }

    @Test
    void removalsStayRemovedAndAreCounted() throws IOException {
        List<BlobRef> refs = fill(20);
        try (Fixture fixture = new Fixture(folder)) {
            fixture.store().remove(refs.subList(0, 5));
            assertThat(fixture.put(content(0))).isEqualTo(refs.get(0));
        }
        for (int round = 0; round < 2; round++) {
            try (Fixture fixture = new Fixture(folder)) {
                assertThat(fixture.list())
                        .hasSize(16)
                        .contains(refs.get(0))
                        .doesNotContainAnyElementsOf(refs.subList(1, 5));
                Segment segment = fixture.store().catalogue().segments().getFirst();
                assertThat(segment.content()).isEqualTo(21 * 10_000);
                assertThat(segment.live()).isEqualTo(16 * 10_000);
            }
            Fixture.forgetIndexes(folder);
        }
    }

    @Test
    void unfinishedFilesAreGoneAfterARestart() throws IOException {
        Files.createDirectories(folder.resolve("temp"));
        Files.write(folder.resolve("temp/0000000000000000"), new byte[100]);
        check(fill(2));
        try (var files = Files.list(folder.resolve("temp"))) {
            assertThat(files).isEmpty();
        }
    }

    private List<BlobRef> fill(int count) throws IOException {
        List<BlobRef> refs = new ArrayList<>();
        try (Fixture fixture = new Fixture(folder)) {
            for (int i = 0; i < count; i++) {
                refs.add(fixture.put(content(i)));
            }
        }
        return refs;
    }

    private static byte[] content(int number) {
        return Fixture.noise(number, 10_000);
    }

    private void check(List<BlobRef> refs) throws IOException {
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(fixture.list()).containsExactlyInAnyOrderElementsOf(refs);
            IntStream.range(0, refs.size())
                    .forEach(i -> assertThat(scrub(fixture, refs.get(i))).isEmpty());
        }
    }

    private static String scrub(Fixture fixture, BlobRef ref) {
        try {
            return fixture.store().scrub(ref).orElse("");
        } catch (IOException e) {
            return e.toString();
        }
    }
}
