package org.mailbay.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollationTest {
    private static List<String> sorted(String collation, String... texts) {
        List<String> sorted = new ArrayList<>(List.of(texts));
        sorted.sort(Collation.of(collation));
        return sorted;
    }

    @Test
    void rfc4790_9_2_onlyLettersOfAsciiAreFolded() {
        assertThat(sorted("i;ascii-casemap", "b", "Ä", "_", "A", "ä", "B2"))
                .containsExactly("A", "b", "B2", "_", "Ä", "ä");
    }

    @Test
    void rfc5051_2_allLettersAreFolded() {
        assertThat(Collation.of("i;unicode-casemap").compare("\u00e4rger", "\u00c4RGER"))
                .isZero();
        assertThat(Collation.of(null).compare("\uff41b", "AB")).as("compatible").isZero();
        assertThat(sorted("i;unicode-casemap", "Zug", "\u00e4rger", "bad", "\ud83d\ude00", "\uffe6"))
                .containsExactly("\u00e4rger", "bad", "Zug", "\uffe6", "\ud83d\ude00");
    }
}
