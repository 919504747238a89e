package org.mailbay.imap.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Piece;
import org.mailbay.imap.search.SearchKey.And;
import org.mailbay.imap.search.SearchKey.Field;
import org.mailbay.imap.search.SearchKey.Keyword;
import org.mailbay.imap.search.SearchKey.ModSeq;
import org.mailbay.imap.search.SearchKey.Not;
import org.mailbay.imap.search.SearchKey.Or;
import org.mailbay.imap.search.SearchKey.Text;
import org.mailbay.imap.search.SearchOptions.Option;

final class SearchProgramTest {
    private static final SearchKey SEEN = new Keyword("$seen");

    private static SearchProgram read(String text) throws Malformed, SearchRefused {
        return SearchProgram.read(Input.of(text, false));
    }

    @Test
    void keysNest() throws Exception {
        assertThat(read("(SEEN NOT (OR flagged DRAFT)) UNSEEN").key())
                .isEqualTo(new And(List.of(
                        new And(List.of(
                                SEEN, new Not(new Or(List.of(new Keyword("$flagged"), new Keyword("$draft")))))),
                        new Not(SEEN))));
        assertThat(read("OR SEEN OR DRAFT OR FLAGGED ANSWERED").key())
                .as("a chain of OR is flat, however long")
                .isEqualTo(new Or(
                        List.of(SEEN, new Keyword("$draft"), new Keyword("$flagged"), new Keyword("$answered"))));
        assertThat(read("OR OR SEEN DRAFT FLAGGED").key())
                .isEqualTo(new Or(List.of(new Or(List.of(SEEN, new Keyword("$draft"))), new Keyword("$flagged"))));
        assertThat(read("KEYWORD $MDNSent").key()).isEqualTo(new Keyword("$mdnsent"));
    }

    @Test
    void boundsAreSaid() throws Exception {
        assertThat(read("(".repeat(32) + "SEEN" + ")".repeat(32)).key()).isEqualTo(SEEN);
        assertThatThrownBy(() -> read("(".repeat(33) + "SEEN" + ")".repeat(33)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("32");
        assertThatThrownBy(() -> read("(".repeat(100_000))).isInstanceOf(Malformed.class);
        assertThat(read("OR SEEN ".repeat(499) + "DRAFT")).isNotNull();
        assertThat(read("NOT ".repeat(999) + "SEEN")).isNotNull();
        assertThatThrownBy(() -> read("NOT ".repeat(1_000) + "SEEN"))
                .isInstanceOfSatisfying(
                        SearchRefused.class, e -> assertThat(e.code()).isEqualTo("LIMIT"));
        assertThatThrownBy(() -> read("TEXT a " + "BODY b ".repeat(199) + "BODY c"))
                .isInstanceOfSatisfying(
                        SearchRefused.class, e -> assertThat(e.code()).isEqualTo("LIMIT"));
    }

    @Test
    void returnOptionsSayWhatIsWanted() throws Exception {
        assertThat(read("ALL").options()).isNull();
        assertThat(read("RETURN () ALL").options()).isEqualTo(SearchOptions.DEFAULT);
        SearchOptions some = read("return (min Count save) charset utf-8 all").options();
        assertThat(some).isNotNull();
        assertThat(some.options()).containsExactlyInAnyOrder(Option.MIN, Option.COUNT, Option.SAVE);
        assertThat(read("RETURN (UPDATE CONTEXT PARTIAL -1:-100) ALL")
                        .options()
                        .partial()
                        .last())
                .isTrue();
        for (String bad : List.of(
                "RETURN (MIN",
                "RETURN (ODD) ALL",
                "RETURN (PARTIAL 1) ALL",
                "RETURN (PARTIAL 1:*) ALL",
                "RETURN (PARTIAL 0:1) ALL",
                "RETURN (PARTIAL 1:2 PARTIAL 1:3) ALL",
                "RETURN (ALL PARTIAL 1:2) ALL",
                "RETURN (RELEVANCY) TEXT x",
                "RETURN () ",
                "ALL ",
                "",
                "NOT",
                "OR SEEN",
                "SEEN)",
                "(SEEN",
                "()",
                "BEFORE 31-Feb-2020",
                "LARGER x",
                "YOUNGER 0",
                "FILTER x",
                "MODSEQ \"/flags/x\" some 1",
                "UID",
                "HEADER x")) {
            assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void stringsHaveTheCharsetThatWasSaid() throws Exception {
        byte[] latin = "M\u00fcller".getBytes(StandardCharsets.ISO_8859_1);
        List<Piece> pieces = List.of(
                new Piece.Text("CHARSET iso-8859-1 FROM ".getBytes(StandardCharsets.US_ASCII)),
                new Piece.Literal(latin, false));
        assertThat(SearchProgram.read(new Input(pieces, false)).key())
                .isEqualTo(new Field("FROM", "M\u00fcller", false));
        List<Piece> unsaid = List.of(
                new Piece.Text("FROM ".getBytes(StandardCharsets.US_ASCII)),
                new Piece.Literal("M\u00fcller".getBytes(StandardCharsets.UTF_8), false));
        assertThat(SearchProgram.read(new Input(unsaid, false)).key())
                .as("UTF-8 where nothing is said")
                .isEqualTo(new Field("FROM", "M\u00fcller", false));
        List<Piece> wrong = List.of(
                new Piece.Text("CHARSET US-ASCII FROM ".getBytes(StandardCharsets.US_ASCII)),
                new Piece.Literal(latin, false));
        assertThatThrownBy(() -> SearchProgram.read(new Input(wrong, false)))
                .isInstanceOfSatisfying(
                        SearchRefused.class, e -> assertThat(e.code()).startsWith("BADCHARSET"));
        assertThatThrownBy(() -> read("CHARSET x-klingon SEEN"))
                .isInstanceOfSatisfying(
                        SearchRefused.class, e -> assertThat(e.code()).startsWith("BADCHARSET"));
        assertThat(SearchProgram.read(Input.of("SUBJECT \"M\u00fcller\"", true)).key())
                .isEqualTo(new Field("SUBJECT", "M\u00fcller", false));
        assertThatThrownBy(() -> SearchProgram.read(Input.of("CHARSET UTF-8 SEEN", true)))
                .as("RFC 9755 §3")
                .isInstanceOf(Malformed.class);
    }

    @Test
    void extensionsAreRead() throws Exception {
        assertThat(read("MODSEQ \"/flags/\\\\seen\" all 620162338"))
                .isEqualTo(new SearchProgram(null, new ModSeq(620_162_338), true, false));
        assertThat(read("FUZZY (TEXT a SUBJECT b)"))
                .isEqualTo(new SearchProgram(
                        null,
                        new And(List.of(new Text("a", false, true), new Field("SUBJECT", "b", true))),
                        false,
                        true));
        assertThat(read("FUZZY TEXT a BODY b").key())
                .isEqualTo(new And(List.of(new Text("a", false, true), new Text("b", true, false))));
    }

    @Test
    void sortAndThreadAreRead() throws Exception {
        SortProgram sort =
                SortProgram.read(Input.of("RETURN (COUNT) (REVERSE DATE subject DisplayFrom) UTF-8 ALL", false));
        assertThat(sort.keys())
                .containsExactly(
                        new SortKey(SortKey.Criterion.DATE, true),
                        new SortKey(SortKey.Criterion.SUBJECT, false),
                        new SortKey(SortKey.Criterion.DISPLAYFROM, false));
        for (String bad : List.of(
                "() UTF-8 ALL",
                "(DATE REVERSE) UTF-8 ALL",
                "(ODD) UTF-8 ALL",
                "(DATE) ALL",
                "(RELEVANCY) UTF-8 TEXT x")) {
            assertThatThrownBy(() -> SortProgram.read(Input.of(bad, false)))
                    .as(bad)
                    .isInstanceOf(Malformed.class);
        }
        assertThat(ThreadAlgorithm.Program.read(Input.of("references us-ascii ALL", false))
                        .algorithm())
                .isEqualTo(ThreadAlgorithm.REFERENCES);
        assertThatThrownBy(() -> ThreadAlgorithm.Program.read(Input.of("ODD UTF-8 ALL", false)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void whateverComesIsReadOrRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> bits = List.of(
                "(",
                ")",
                " ",
                "SEEN",
                "OR ",
                "NOT ",
                "TEXT ",
                "\"a\"",
                "1:*",
                "$",
                "RETURN (",
                "MIN",
                "CHARSET ",
                "utf-8",
                "MODSEQ ",
                "9",
                "\\",
                "{",
                "UID ",
                "HEADER ",
                "x",
                "BEFORE ",
                "1-Jan-2020",
                "FUZZY ",
                "*",
                "PARTIAL ",
                "-1:-2",
                "\u00fc",
                "ALL",
                "\"",
                "%",
                "]");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(bits.get(random.nextInt(bits.size())));
            }
            try {
                assertThat(read(text.toString())).isNotNull();
            } catch (Malformed | SearchRefused e) {
                assertThat(e.getMessage()).as("seed %s", seed).isNotBlank();
            }
        }
    }
}
