package org.mailbay.store.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.store.spi.Document;

/** What a driver is spared. */
class DocumentTest {
    /** Two million marks in the wrong order: a driver that sorts them, as normalising does, would take an hour. */
    @Test
    void marksWithoutEndAreCut() {
        String hostile =
                "a" + "\u0301".repeat(1_000_000) + "\u0323".repeat(1_000_000) + "b" + "\u0301".repeat(40) + "c";
        assertThat(new Document(Map.of("body", hostile)).texts())
                .containsEntry("body", "a" + "\u0301".repeat(30) + "b" + "\u0301".repeat(30) + "c");
    }

    @Test
    void whatPeopleWriteStays() {
        String written = "e\u0301 \u1ea1\u0302 \ud834\udd5e " + "o" + "\u0323\u0302\u0301".repeat(10) + "\ud834\udd67";
        assertThat(new Document(Map.of("body", written)).texts())
                .containsEntry("body", written.substring(0, written.length() - 2));
        assertThat(new Document(Map.of("body", "Stra\u00dfe")).texts()).containsEntry("body", "Stra\u00dfe");
    }
}
