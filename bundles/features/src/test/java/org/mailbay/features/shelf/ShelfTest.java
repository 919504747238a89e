package org.mailbay.features.shelf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
    private @TempDir Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Shelf shelf = new Shelf(folder, Set::of);
        String shipped = shelf.put("aa", new byte[] {1});
        String first = shelf.put("bb", new byte[] {2});
        shelf.activate(List.of(new Shelf.Change("x", first, new Shelf.Former(shipped, "1.0.0", true))));
        Shelf again = new Shelf(folder, Set::of);
        assertThat(again.active()).containsEntry("x", first);
        assertThat(again.former("x")).contains(new Shelf.Former(shipped, "1.0.0", true));
        again.undo("x");
        assertThat(new Shelf(folder, Set::of).active()).isEmpty();
        assertThat(new Shelf(folder, Set::of).former("x")).isEmpty();
    }

    @Test
    void onlyTheLastFiveAreKeptAndNothingElseLiesAround() throws Exception {
        Shelf shelf = new Shelf(folder, Set::of);
        String former = shelf.put("00", new byte[] {0});
        for (int i = 1; i <= 9; i++) {
            String path = shelf.put("0" + i, new byte[] {(byte) i});
            shelf.activate(List.of(new Shelf.Change("x", path, new Shelf.Former(former, "1." + (i - 1), i == 1))));
            former = path;
        }
        try (var jars = Files.list(folder.resolve("jars"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .containsExactlyInAnyOrder("04.jar", "05.jar", "06.jar", "07.jar", "08.jar", "09.jar");
        }
    }

    @Test
    void anUnreadableTableIsNotTakenForAnEmptyOne() throws Exception {
        Files.writeString(folder.resolve("active.tsv"), "only-a-name\n");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Shelf(folder, Set::of))
                .hasMessageContaining("active.tsv");
    }
}
