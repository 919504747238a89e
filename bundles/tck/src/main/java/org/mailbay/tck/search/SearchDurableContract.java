package org.mailbay.tck.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.tck.search.Shelf.ANNA;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchIndex.Change;
import org.mailbay.store.spi.SearchIndex.Commit;
import org.mailbay.tck.records.Seed;

/** What a durable index owes after a restart, after {@code kill -9} and after damage. */
public interface SearchDurableContract {
    /** The driver under test. */
    SearchTestee testee();

    /** How often the child is killed. */
    default int rounds() {
        return 4;
    }

    @Test
    default void whatIsCommittedIsThereAfterAReopen(@TempDir Path data) throws Exception {
        Commit last = null;
        for (long round = 1; round <= 4; round++) {
            try (Shelf shelf = Shelf.open(testee(), data)) {
                if (last != null) {
                    assertThat(shelf.index().committed().generation()).isEqualTo(last.generation());
                    assertThat(shelf.index().committed().number()).isGreaterThanOrEqualTo(last.number());
                }
                assertThat(shelf.words("text")).hasSize((int) round - 1);
                shelf.put(round, "text");
                // Closing commits, too.
                last = round % 2 == 0 ? shelf.index().commit() : shelf.index().committed();
            }
        }
    }

    @Test
    default void oneAtATime(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.put(1, "text");
            assertThatThrownBy(() -> Shelf.open(testee(), data)).isInstanceOf(IOException.class);
            shelf.put(2, "text");
            shelf.index().commit();
            assertThat(shelf.words("text")).containsExactly(1L, 2L);
        }
    }

    @Test
    default void aDamagedIndexIsMadeAnewOrAnswersRightly(@TempDir Path data) throws Exception {
        Random random = Seed.random("aDamagedIndexIsMadeAnewOrAnswersRightly");
        for (int round = 0; round < 12; round++) {
            Commit before;
            try (Shelf shelf = Shelf.open(testee(), data)) {
                List<Change> changes = new ArrayList<>();
                for (long number = 1; number <= 200; number++) {
                    changes.add(Shelf.put(ANNA, number, Map.of("body", "text number " + number)));
                }
                shelf.index().apply(changes);
                before = shelf.index().commit();
            }
            damage(data, random, round);
            try (Shelf shelf = Shelf.open(testee(), data)) {
                boolean anew = !shelf.index().committed().generation().equals(before.generation());
                assertThat(shelf.words("text")).hasSize(anew ? 0 : 200);
                assertThat(shelf.words("number")).hasSize(anew ? 0 : 200);
                assertThat(shelf.characters("xt num")).hasSize(anew ? 0 : 200);
                shelf.put(1, "works");
                assertThat(shelf.words("works")).containsExactly(1L);
                shelf.index().commit();
            }
        }
    }

    /** A file is cut, one of its bytes is turned over, it is emptied or is gone. */
    private static void damage(Path data, Random random, int round) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(data)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > 0)
                    .sorted()
                    .toList();
        }
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        Seed.print("damaged " + data.relativize(file) + " in way " + round % 4);
        switch (round % 4) {
            case 0 -> Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            case 1 -> {
                bytes[random.nextInt(bytes.length)] ^= 0x10;
                Files.write(file, bytes);
            }
            case 2 -> Files.write(file, new byte[0]);
            default -> Files.delete(file);
        }
    }

    @Test
    default void aSealedIndexHasNoneOfItsWordsInItsFiles(@TempDir Path data) throws Exception {
        if (!testee().seals()) {
            assertThatThrownBy(() -> Shelf.open(testee(), data, new PaperKey(1)))
                    .isInstanceOf(IOException.class);
            return;
        }
        List<String> words = List.of("quokkaword", "Ziegenmelker", "ünverwechselbar", "тестослово");
        for (MasterKey key : List.of(new PaperKey(1), new PaperKey(1, 2), new PaperKey(2))) {
            try (Shelf shelf = Shelf.open(testee(), data, key)) {
                List<Change> changes = new ArrayList<>();
                for (long number = 1; number <= 500; number++) {
                    changes.add(Shelf.put(ANNA, number, Map.of("body", String.join(" ", words) + " " + number)));
                }
                shelf.index().apply(changes);
                assertThat(shelf.words("quokkaword")).hasSizeBetween(500, 501);
                shelf.index().commit();
                shelf.put(501, words.getFirst() + " once more");
                assertThat(shelf.characters("uokkawor")).hasSize(501);
                // While it is open, too, when other files may be there.
                assertNoneOf(words, data);
            }
            assertNoneOf(words, data);
        }
    }

    private static void assertNoneOf(List<String> words, Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String word : words) {
                    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE)) {
                        // Without its first letter, which may be written in another case.
                        String rest = new String(word.substring(1).getBytes(charset), StandardCharsets.ISO_8859_1);
                        assertThat(bytes.contains(rest))
                                .as(word + " in " + file)
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    default void aSealedIndexIsThereWithItsKeyAndMadeAnewWithout(@TempDir Path data) throws Exception {
        if (!testee().seals()) {
            return;
        }
        PaperKey old = new PaperKey(1);
        PaperKey rotated = new PaperKey(1, 2);
        PaperKey rotatedOnly = new PaperKey(2);
        PaperKey stranger = new PaperKey(3);
        Commit last = filled(data, old, null, 0);
        last = filled(data, old, last, 1);
        last = filled(data, rotated, last, 2);
        // Opening it with the new master key has wrapped its key anew.
        last = filled(data, rotatedOnly, last, 3);
        last = madeAnew(data, stranger, last);
        last = filled(data, stranger, last, 1);
        last = madeAnew(data, null, last);
        last = filled(data, null, last, 1);
        last = madeAnew(data, stranger, last);
        filled(data, stranger, last, 1);
    }

    private Commit madeAnew(Path data, @Nullable MasterKey key, Commit last) throws IOException {
        Commit anew = filled(data, key, null, 0);
        assertThat(anew.generation()).isNotEqualTo(last.generation());
        return anew;
    }

    /** Finds what is there, and adds one. */
    private Commit filled(Path data, @Nullable MasterKey key, @Nullable Commit last, int documents) throws IOException {
        try (Shelf shelf = Shelf.open(testee(), data, key)) {
            if (last != null) {
                assertThat(shelf.index().committed().generation()).isEqualTo(last.generation());
            }
            assertThat(shelf.words("text")).hasSize(documents);
            shelf.put(documents + 1L, "text");
            return shelf.index().commit();
        }
    }

    @Test
    default void acknowledgedCommitsSurviveAKill(@TempDir Path data) throws Exception {
        Random random = Seed.random("acknowledgedCommitsSurviveAKill");
        Told told = new Told();
        for (int round = 0; round < rounds(); round++) {
            round(data, random, told);
            try (Shelf shelf = Shelf.open(testee(), data)) {
                Commit commit = shelf.index().committed();
                assertThat(commit.generation()).isEqualTo(told.generation);
                assertThat(commit.number()).isGreaterThanOrEqualTo(told.number);
                List<Long> found = shelf.words("common");
                assertThat(found).hasSizeGreaterThanOrEqualTo((int) told.last);
                // All of the beginning and nothing of what follows: in the order it was applied.
                assertThat(found)
                        .isEqualTo(
                                LongStream.rangeClosed(1, found.size()).boxed().toList());
                // Whoever follows the commit does some of it again.
                shelf.index().apply(Victim.changes(1, found.size() + 3));
                assertThat(shelf.words("common")).hasSize(found.size() + 3);
            }
        }
        assertThat(told.last).isPositive();
    }

    private void round(Path data, Random random, Told told) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Victim.class.getName(),
                        testee().getClass().getName(),
                        data.toString()))
                .redirectErrorStream(true)
                .start();
        StringBuilder other = new StringBuilder();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            long end = Long.MAX_VALUE;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(Victim.READY)) {
                    end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(200, 1_000));
                } else if (!told.hear(line)) {
                    other.append(line).append('\n');
                }
                if (System.nanoTime() > end) {
                    // By its handle: Process.destroyForcibly would close the pipe with what the child wrote before.
                    child.toHandle().destroyForcibly();
                    end = Long.MAX_VALUE;
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(child.exitValue()).as(other.toString()).isEqualTo(128 + 9);
    }

    /** What the child said of its newest commit. */
    final class Told {
        private String generation = "";
        private long number;
        private long last;

        private Told() {}

        private boolean hear(String line) {
            if (!line.startsWith(Victim.COMMITTED)) {
                return false;
            }
            String[] words = line.split(" ");
            generation = words[1];
            number = Long.parseLong(words[2]);
            last = Long.parseLong(words[3]);
            return true;
        }
    }
}
