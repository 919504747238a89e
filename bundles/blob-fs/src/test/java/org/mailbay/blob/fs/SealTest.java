package org.mailbay.blob.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobRef;
import org.mailbay.store.spi.BlobKey;

class SealTest {
    @TempDir
    Path folder;

    @Test
    void neitherContentNorItsHashIsOnDisk() throws Exception {
        try (Fixture fixture = new Fixture(folder)) {
            for (int size : List.of(20, 5_000, 100_000, 400_000)) {
                byte[] content = Fixture.noise(size, size);
                fixture.put(Fixture.sealing(1), content);
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
                assertThat(onDisk(Arrays.copyOf(content, 16))).isFalse();
                assertThat(onDisk(Arrays.copyOfRange(content, size - 8, size))).isFalse();
                assertThat(onDisk(Arrays.copyOf(hash, 8))).isFalse();
            }
            fixture.put(Fixture.noise(9, 64));
            assertThat(onDisk(Fixture.noise(9, 16))).isTrue();
        }
    }

    @Test
    void theSameContentIsNeverSealedTheSameWay() throws IOException {
        byte[] content = Fixture.noise(1, 400_000);
        try (Fixture fixture = new Fixture(folder)) {
            BlobRef ref = fixture.put(Fixture.sealing(1), content);
            byte[] first = Files.readAllBytes(large(ref));
            fixture.store().remove(List.of(ref));
            fixture.put(Fixture.sealing(1), content);
            byte[] second = Files.readAllBytes(large(ref));
            assertThat(second).hasSameSizeAs(first);
            assertThat(Fixture.contains(second, Arrays.copyOfRange(first, 1_000, 1_016)))
                    .isFalse();
        }
    }

    @Test
    void aChunkInAnotherPlaceIsFound() throws IOException {
        try (Fixture fixture = new Fixture(folder)) {
            BlobRef ref = fixture.put(Fixture.sealing(1), Fixture.noise(1, 4 * Frames.CHUNK));
            BlobRef other = fixture.put(Fixture.sealing(1), Fixture.noise(2, 5 * Frames.CHUNK));
            BlobRef large = fixture.put(Fixture.sealing(1), Fixture.noise(3, 5 * Frames.CHUNK));
            assertThat(fixture.store().scrub(ref)).isEmpty();
            byte[] into = Files.readAllBytes(large(other));
            byte[] from = Files.readAllBytes(large(large));
            int frame = Frames.HEAD + Frames.CHUNK + Seal.TAG;
            int second = RecordHeader.BYTES + frame;

            byte[] exchanged = into.clone();
            System.arraycopy(from, second, exchanged, second, frame);
            Files.write(large(other), exchanged);
            assertThat(fixture.store().scrub(other).orElseThrow()).contains("key 1 does not open chunk 1");

            byte[] moved = into.clone();
            System.arraycopy(into, RecordHeader.BYTES, moved, second, frame);
            sum(moved, second, 1);
            Files.write(large(other), moved);
            assertThat(fixture.store().scrub(other).orElseThrow()).contains("key 1 does not open chunk 1");

            Files.write(large(other), into);
            assertThat(fixture.store().scrub(other)).isEmpty();
        }
    }

    @Test
    void aHeaderThatWasTamperedWithIsFound() throws IOException {
        BlobRef ref;
        try (Fixture fixture = new Fixture(folder)) {
            ref = fixture.put(Fixture.sealing(1), Fixture.noise(1, 5 * Frames.CHUNK));
        }
        BlobRef shorter = new BlobRef(ref.name(), 4L * Frames.CHUNK + 10);
        byte[] cut = Files.readAllBytes(large(ref));
        byte[] other = cut.clone();
        Files.delete(large(ref));
        ByteBuffer.wrap(cut).putLong(8, shorter.size()).putLong(16, RecordHeader.maxBytes(shorter.size()) - 200);
        RecordHeader.finish(cut, 0);
        Files.write(large(shorter), cut);

        BlobRef renamed = new BlobRef(Fixture.noise(5, 32), ref.size());
        System.arraycopy(renamed.name(), 0, other, 24, 32);
        RecordHeader.finish(other, 0);
        Files.createDirectories(large(renamed).getParent());
        Files.write(large(renamed), other);
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(fixture.list()).containsExactlyInAnyOrder(shorter, renamed);
            for (BlobRef forged : List.of(shorter, renamed)) {
                assertThatThrownBy(() -> fixture.get(forged))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("key 1 does not open its header");
            }
        }
    }

    @Test
    void aRewrittenBlobDoesNotComeBackAfterItsRemoval(@TempDir Path crashed, @TempDir Path later) throws IOException {
        byte[] content = Fixture.noise(1, 9_000);
        try (Fixture fixture = new Fixture(folder)) {
            BlobRef ref = fixture.put(content);
            BlobRef staying = fixture.put(new byte[] {1});
            assertThat(fixture.store().rewrite(Fixture.sealing(1), ref)).isTrue();
            Fixture.copy(folder, crashed);
            fixture.store().remove(List.of(ref));
            Fixture.copy(folder, later);
            try (Fixture again = new Fixture(later)) {
                assertThat(again.list()).containsExactly(staying);
            }
            try (Fixture again = new Fixture(crashed)) {
                assertThat(again.list()).containsExactlyInAnyOrder(ref, staying);
                assertThat(again.get(ref)).isEqualTo(content);
                assertThat(again.store().rewrite(Fixture.sealing(1), ref))
                        .as("the later one counts")
                        .isFalse();
                again.store().remove(List.of(ref));
            }
            try (Fixture again = new Fixture(crashed)) {
                assertThat(again.list()).containsExactly(staying);
            }
        }
    }

    @Test
    void rewritingCompressesWhatGainsATenth() throws IOException {
        byte[] text = "Received: from a by b; ".repeat(30_000).getBytes(StandardCharsets.US_ASCII);
        try (Fixture fixture = new Fixture(folder)) {
            for (int size : List.of(4_000, 200_000, text.length)) {
                BlobRef gains = fixture.put(Arrays.copyOf(text, size));
                BlobRef noise = fixture.put(Fixture.noise(size, size));
                assertThat(fixture.store().rewrite(Fixture.KEY, gains)).isTrue();
                assertThat(fixture.store().rewrite(Fixture.KEY, gains)).isFalse();
                assertThat(fixture.store().rewrite(Fixture.KEY, noise)).isFalse();
                assertThat(fixture.get(gains)).isEqualTo(Arrays.copyOf(text, size));
                assertThat(fixture.store().rewrite(Fixture.sealing(2), gains)).isTrue();
                assertThat(fixture.store().scrub(gains)).isEmpty();
            }
            long files = fixture.store().size()
                    - fixture.store().catalogue().segments().getFirst().end();
            assertThat(files).isLessThan(text.length + 100_000);
            assertThatThrownBy(() -> fixture.store()
                            .rewrite(
                                    new BlobKey(new byte[] {
                                        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                                        23, 24, 25, 26, 27, 28, 29, 30, 31, 32
                                    }),
                                    fixture.list().getFirst()))
                    .hasMessageContaining("another tenant");
        }
    }

    @Test
    void aNewerFormIsRefusedRatherThanPassedOver() throws IOException {
        try (Fixture fixture = new Fixture(folder)) {
            fixture.put(new byte[100]);
        }
        Fixture.forgetIndexes(folder);
        byte[] segment = Files.readAllBytes(Fixture.segment(folder, 1));
        segment[Segment.HEADER + 4] = 3;
        CRC32C crc = new CRC32C();
        crc.update(segment, Segment.HEADER, 124);
        ByteBuffer.wrap(segment).putInt(Segment.HEADER + 124, (int) crc.getValue());
        Files.write(Fixture.segment(folder, 1), segment);
        assertThatThrownBy(() -> new Fixture(folder)).hasMessageContaining("newer version");
    }

    private static void sum(byte[] file, int frame, int number) {
        Frames.head(file, frame, Frames.CHUNK + Seal.TAG, false, number);
    }

    private boolean onDisk(byte[] needle) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Fixture.contains(Files.readAllBytes(file), needle)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Path large(BlobRef ref) {
        String name = HexFormat.of().formatHex(ref.name());
        return folder.resolve("large").resolve(name.substring(0, 2)).resolve(name + '-' + Long.toHexString(ref.size()));
    }
}
