package org.mailbay.admin.rest.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrailTest {
    @TempDir
    private Path data;

    private Trail open() throws IOException {
        return new Trail(data.resolve("audit"), 3 << 20);
    }

    private static void add(Trail trail, int length) throws IOException {
        trail.append(number -> (number + " " + "x".repeat(length)).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(Trail trail, long before) throws IOException {
        List<String> lines = new ArrayList<>();
        trail.read(before, 100, (number, line) -> {
            assertThat(line).startsWith(number + " ");
            lines.add(line.replaceFirst(" .*", ""));
            return true;
        });
        return lines;
    }

    @Test
    void linesAreReadTheNewestFirstAlsoAfterARestart() throws IOException {
        try (Trail trail = open()) {
            for (int i = 0; i < 3; i++) {
                add(trail, 5);
            }
            assertThat(read(trail, Long.MAX_VALUE)).containsExactly("3", "2", "1");
            assertThat(read(trail, 3)).containsExactly("2", "1");
        }
        try (Trail trail = open()) {
            add(trail, 5);
            assertThat(read(trail, Long.MAX_VALUE)).containsExactly("4", "3", "2", "1");
        }
        Path file = data.resolve("audit/0000000000000001.jsonl");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aLineThatACrashCutShortIsCutOff() throws IOException {
        try (Trail trail = open()) {
            add(trail, 5);
            add(trail, 5);
        }
        Path file = data.resolve("audit/0000000000000001.jsonl");
        Files.writeString(file, "3 xx", StandardOpenOption.APPEND);
        try (Trail trail = open()) {
            assertThat(read(trail, Long.MAX_VALUE)).containsExactly("2", "1");
            add(trail, 5);
            assertThat(read(trail, Long.MAX_VALUE)).containsExactly("3", "2", "1");
        }
        Files.writeString(file, "");
        try (Trail trail = open()) {
            add(trail, 5);
            assertThat(read(trail, Long.MAX_VALUE)).containsExactly("1");
        }
    }

    @Test
    void theOldestGo() throws IOException {
        try (Trail trail = open()) {
            for (int i = 0; i < 60; i++) {
                add(trail, 100_000);
            }
            List<String> kept = read(trail, Long.MAX_VALUE);
            assertThat(kept.getFirst()).isEqualTo("60");
            assertThat(kept).hasSizeBetween(20, 45);
            try (Stream<Path> files = Files.list(data.resolve("audit"))) {
                assertThat(files.count()).isLessThanOrEqualTo(4);
            }
            long further = trail.read(Long.MAX_VALUE, 1, (_, _) -> true);
            assertThat(read(trail, further).getFirst()).isEqualTo(Long.toString(further - 1));
        }
        try (Trail trail = open()) {
            add(trail, 1);
            assertThat(read(trail, Long.MAX_VALUE).getFirst()).isEqualTo("61");
        }
    }
}
