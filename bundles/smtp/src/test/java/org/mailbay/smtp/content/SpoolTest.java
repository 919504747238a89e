package org.mailbay.smtp.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    Path folder;

    @Test
    void isReadAsItWasWrittenInMemoryAndInAFile() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int size : new int[] {0, 1, Spool.IN_MEMORY - 1, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 3_000_000}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            try (Spool spool = new Spool(folder)) {
                for (int at = 0; at < size; ) {
                    int length = Math.min(size - at, 1 + random.nextInt(100_000));
                    spool.write(bytes, at, length);
                    at += length;
                }
                assertThat(spool.size()).isEqualTo(size);
                for (int time = 0; time < 2; time++) {
                    try (InputStream in = spool.open()) {
                        assertThat(in.readAllBytes()).as("seed " + seed).isEqualTo(bytes);
                    }
                }
                if (size > 10) {
                    try (InputStream in = spool.open()) {
                        in.skipNBytes(7);
                        assertThat(in.read()).isEqualTo(bytes[7] & 0xff);
                    }
                }
            }
        }
    }

    @Test
    void leavesNoFile() throws IOException {
        Path made = folder.resolve("made");
        try (Spool spool = new Spool(made)) {
            spool.write(new byte[Spool.IN_MEMORY + 1], 0, Spool.IN_MEMORY + 1);
            try (Stream<Path> files = Files.list(made)) {
                assertThat(files).as("while it is in use").isEmpty();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (InputStream in = spool.open()) {
                in.transferTo(out);
            }
            assertThat(out.size()).isEqualTo(Spool.IN_MEMORY + 1);
        }
    }
}
