package org.mailbay.search.lucene.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScannerTest {
    private static List<String> scan(String text) {
        List<String> all = new ArrayList<>();
        Scanner scanner = new Scanner(Scanner.normal(text));
        while (scanner.next()) {
            all.add("<" + scanner.gap() + ">" + scanner.word());
        }
        all.add("<" + scanner.gap() + ">");
        return all;
    }

    @Test
    void wordsAndWhatStandsBetween() {
        assertThat(scan("Re: Anna.M\u00FCller@x.org,\r\n  5%"))
                .containsExactly("<>re", "<: >anna", "<.>muller", "<@>x", "<.>org", "<, >5", "<%>");
        assertThat(scan("  ")).containsExactly("< >");
        assertThat(scan("")).containsExactly("<>");
    }

    @Test
    void foldedCharacterByCharacter() {
        assertThat(scan("STRASSE stra\u00DFe \u0152uvre \u00C5ngstr\u00F6m \u0141\u00F3d\u017A \uFF21\uFF22"))
                .containsExactly("<>strasse", "< >strasse", "< >oeuvre", "< >angstrom", "< >lodz", "< >ab", "<>");
        // Sigma, short i, io; hamza and vowels; Arabic digits; a soft hyphen.
        assertThat(scan("\u03A3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2 \u0439\u0451"))
                .containsExactly("<>\u03C3\u03B9\u03C3\u03C5\u03C6\u03BF\u03C3", "< >\u0439\u0435", "<>");
        assertThat(scan("\u0623\u0643\u064E\u0644 \u0661\u0662 co\u00ADop"))
                .containsExactly("<>\u0627\u0643\u0644", "< >12", "< >coop", "<>");
        // Marks of other scripts are letters.
        assertThat(scan("\u0939\u093F\u0928\u094D\u0926\u0940"))
                .containsExactly("<>\u0939\u093F\u0928\u094D\u0926\u0940", "<>");
    }

    @Test
    void ideographsComeInPairs() {
        assertThat(scan("a\u6771\u4EAC\u90FD \u306B."))
                .containsExactly("<>a", "<>\u6771\u4EAC", "<>\u4EAC\u90FD", "<>\u90FD", "< >\u306B", "<.>");
        assertThat(scan("\u30B3\u30FC\u30D2")).containsExactly("<>\u30B3\u30FC", "<>\u30FC\u30D2", "<>\u30D2", "<>");
        assertThat(scan("\uD840\uDC00\uD840\uDC01"))
                .containsExactly("<>\uD840\uDC00\uD840\uDC01", "<>\uD840\uDC01", "<>");
    }

    @Test
    void longWordsComeInPiecesThatOverlap() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 20_000; i++) {
            text.append((char) ('a' + i * 7 % 26)).append(i);
        }
        List<String> pieces = scan(text.toString());
        assertThat(pieces).hasSizeBetween(5, 9);
        for (int at = 0; at + 1_000 <= text.length(); at += 97) {
            String part = text.substring(at, at + 1_000);
            assertThat(pieces).anyMatch(piece -> piece.contains(part));
        }
    }
}
