package org.mailbay.text.office;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.text.office.Documents.LIMITS;
import static org.mailbay.text.office.Documents.read;
import static org.mailbay.text.office.Documents.utf8;
import static org.mailbay.text.office.Documents.words;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mailbay.text.TextException.Why;

class PlainExtractorTest {
    private final PlainExtractor it = new PlainExtractor();

    @Test
    void theMarkAtTheStartWins() {
        byte[] marked = "\uFEFFGrüße".getBytes(StandardCharsets.UTF_8);
        assertThat(read(it, marked, StandardCharsets.ISO_8859_1, LIMITS).text()).isEqualTo("Grüße");
        assertThat(words(it, "\uFEFFGrüße".getBytes(StandardCharsets.UTF_16LE))).isEqualTo("Grüße");
        assertThat(words(it, "\uFEFFGrüße".getBytes(StandardCharsets.UTF_16BE))).isEqualTo("Grüße");
    }

    @Test
    void thenWhatWasSaidThenWhatItLooksLike() {
        Charset greek = Charset.forName("ISO-8859-7");
        assertThat(read(it, "καλή".getBytes(greek), greek, LIMITS).text()).isEqualTo("καλή");
        assertThat(words(it, utf8("Grüße"))).isEqualTo("Grüße");
        assertThat(words(it, "Grüße €".getBytes(Charset.forName("windows-1252"))))
                .isEqualTo("Grüße €");
        assertThat(words(it, "Wide words of two bytes".getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo("Wide words of two bytes");
        assertThat(read(it, utf8("Grüße"), StandardCharsets.US_ASCII, LIMITS).text())
                .isEqualTo("Grüße");
    }

    @Test
    void aCharacterThatLiesAcrossTheLookAheadIsWhole() {
        String text = "x".repeat(8191) + "ü" + "y".repeat(20_000);
        assertThat(read(it, utf8(text)).text()).isEqualTo(text);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] binary = new byte[5000];
        new java.util.Random(7).nextBytes(binary);
        assertThat(read(it, binary).partial().orElseThrow().why()).isEqualTo(Why.DAMAGED);
    }
}
