package org.mailbay.tck.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.mailbay.tck.search.Shelf.ANNA;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.TextQuery;
import org.mailbay.store.TextQuery.Mode;
import org.mailbay.store.spi.Document;
import org.mailbay.tck.records.Seed;

/** What a search driver must find in a text, and how it shows it. */
public interface SearchTextContract {
    /** Texts and queries nobody should write. */
    List<String> HOSTILE = List.of(
            "",
            " ",
            "*",
            "**",
            "\"",
            "\"\"",
            "\"*\"",
            "\"unbalanced",
            "half \"open * ",
            "\u0000",
            "a\u0000b",
            "\u0001\u0002\u0003",
            "\uD800",
            "\uDC00\uD800",
            "word\uD83D",
            "\uD83C\uDF89",
            "AND OR NOT",
            "body:x +a -b (c) [d TO e] {f} ^2 ~3 \\ /.*/",
            "?".repeat(1_000),
            "x".repeat(1_000),
            "a ".repeat(500),
            "\" ".repeat(500),
            "\u0301".repeat(1_000),
            "e\u0301".repeat(500),
            "\u6771".repeat(1_000),
            "\u202Eevil\u202C",
            "%s%n ${x} <script>alert(1)</script>",
            "\uFFFF\uFFFE",
            "-".repeat(999));

    /** The driver under test. */
    SearchTestee testee();

    @Test
    default void wordsAreFoundInAnyOrderAndField(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.index()
                    .apply(List.of(
                            Shelf.put(ANNA, 1, Map.of("subject", "Quarterly figures", "from", "anna@example.org")),
                            Shelf.put(ANNA, 2, Map.of("subject", "Lunch", "body", "The figures taste well")),
                            Shelf.put(ANNA, 3, Map.of("body", "nothing of interest"))));
            assertThat(shelf.words("figures")).containsExactly(1L, 2L);
            assertThat(shelf.words("FIGURES quarterly")).containsExactly(1L);
            assertThat(shelf.words("lunch figures")).containsExactly(2L);
            assertThat(shelf.words("figures", "subject")).containsExactly(1L);
            assertThat(shelf.words("figures", "subject", "body")).containsExactly(1L, 2L);
            assertThat(shelf.words("figures", "nofield")).isEmpty();
            assertThat(shelf.words("figures absent")).isEmpty();
            assertThat(shelf.words("anna@example.org")).containsExactly(1L);
            assertThat(shelf.words("example")).containsExactly(1L);
            assertThat(shelf.words("igure")).isEmpty();
        }
    }

    @Test
    default void phrasesAndPrefixes(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.put(1, "the quick brown fox");
            shelf.put(2, "the brown quick fox");
            shelf.put(3, "quick-brown, foxes!");
            assertThat(shelf.words("\"quick brown\"")).containsExactly(1L, 3L);
            assertThat(shelf.words("\"brown quick\" fox")).containsExactly(2L);
            assertThat(shelf.words("\"the quick\" \"brown fox\"")).containsExactly(1L);
            assertThat(shelf.words("quick-brown")).containsExactly(1L, 3L);
            assertThat(shelf.words("fox*")).containsExactly(1L, 2L, 3L);
            assertThat(shelf.words("foxe*")).containsExactly(3L);
            assertThat(shelf.words("qui* bro*")).containsExactly(1L, 2L, 3L);
            assertThat(shelf.words("\"brown fo*\"")).containsExactly(1L, 3L);
            assertThat(shelf.words("ox*")).isEmpty();
        }
    }

    @Test
    default void caseAndAccentsDoNotMatter(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.put(1, "Fran\u00E7oise mange une cr\u00E8me br\u00FBl\u00E9e");
            shelf.put(2, "FRANC\u0327OISE");
            shelf.put(3, "\u0141\u00F3d\u017A");
            for (String text : List.of("francoise", "Fran\u00E7oise", "FRANC\u0327OISE", "fran\u00C7oIse")) {
                assertThat(shelf.words(text)).as(text).containsExactly(1L, 2L);
                assertThat(shelf.characters(text)).as(text).containsExactly(1L, 2L);
            }
            assertThat(shelf.words("\"creme brulee\"")).containsExactly(1L);
            assertThat(shelf.characters("ME BRU")).containsExactly(1L);
            assertThat(shelf.words("\u0142\u00D3D\u0179")).containsExactly(3L);
        }
    }

    @Test
    default void scriptsWithoutSpaces(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.put(1, "\u6771\u4EAC\u90FD\u306B\u884C\u304D\u307E\u3059");
            shelf.put(2, "\u4EAC\u90FD\u3078 train \u6771\u5317");
            shelf.put(3, "\uC11C\uC6B8\uC5D0 \uAC11\uB2C8\uB2E4");
            shelf.put(4, "\u0E20\u0E32\u0E29\u0E32\u0E44\u0E17\u0E22");
            for (Mode mode : Mode.values()) {
                assertThat(shelf.find(ANNA, 'm', mode, "\u6771\u4EAC")).containsExactly(1L);
                assertThat(shelf.find(ANNA, 'm', mode, "\u4EAC\u90FD")).containsExactly(1L, 2L);
                assertThat(shelf.find(ANNA, 'm', mode, "\u6771\u90FD")).isEmpty();
                assertThat(shelf.find(ANNA, 'm', mode, "\u6771")).containsExactly(1L, 2L);
                assertThat(shelf.find(ANNA, 'm', mode, "\u90FD\u306B\u884C")).containsExactly(1L);
                assertThat(shelf.find(ANNA, 'm', mode, "\uC11C\uC6B8")).containsExactly(3L);
                assertThat(shelf.find(ANNA, 'm', mode, "\u0E44\u0E17\u0E22")).containsExactly(4L);
            }
            assertThat(shelf.words("train \u6771\u5317")).containsExactly(2L);
            assertThat(shelf.words("\u6771\u5317 \u4EAC")).containsExactly(2L);
        }
    }

    @Test
    default void charactersAreFoundAnywhere(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.index().apply(List.of(Shelf.put(ANNA, 1, Map.of("subject", "Re: [list] Umbrella", "body", "x-y z"))));
            shelf.put(2, "brella, umb");
            shelf.put(3, "C++ and\r\n  C# cost 5%");
            assertThat(shelf.characters("brel")).containsExactly(1L, 2L);
            assertThat(shelf.characters("brel", "subject")).containsExactly(1L);
            assertThat(shelf.characters("mbr")).containsExactly(1L);
            assertThat(shelf.characters("b")).containsExactly(1L, 2L);
            assertThat(shelf.characters("t] um")).containsExactly(1L);
            assertThat(shelf.characters("[LIST]")).containsExactly(1L);
            assertThat(shelf.characters("x-y")).containsExactly(1L);
            assertThat(shelf.characters("x y")).isEmpty();
            assertThat(shelf.characters("xy")).isEmpty();
            assertThat(shelf.characters("la, u")).containsExactly(2L);
            assertThat(shelf.characters("++")).containsExactly(3L);
            assertThat(shelf.characters("and C#")).containsExactly(3L);
            assertThat(shelf.characters("%")).containsExactly(3L);
            assertThat(shelf.characters("")).containsExactly(1L, 2L, 3L);
            assertThat(shelf.characters("", "subject")).containsExactly(1L);
        }
    }

    /** By chance: small texts of a small alphabet against {@code String.contains}. */
    @Test
    default void charactersAreFoundAsAReferenceFindsThem(@TempDir Path data) throws Exception {
        Random random = Seed.random("charactersAreFoundAsAReferenceFindsThem");
        Map<Long, String> texts = new TreeMap<>();
        try (Shelf shelf = Shelf.open(testee(), data)) {
            for (long number = 1; number <= 150; number++) {
                texts.put(number, Scribble.text(random, 1 + random.nextInt(14)));
                shelf.put(number, texts.get(number));
            }
            for (int i = 0; i < 400; i++) {
                String wanted = Scribble.text(random, 1 + random.nextInt(5));
                List<Long> expected = new ArrayList<>();
                texts.forEach((number, text) -> {
                    if (!text.isEmpty()
                            && (wanted.isBlank() || Scribble.plain(text).contains(Scribble.plain(wanted)))) {
                        expected.add(number);
                    }
                });
                assertThat(shelf.characters(wanted))
                        .as("<%s> in %s", wanted, texts)
                        .isEqualTo(expected);
            }
        }
    }

    /** By chance: what a phrase, a prefix and words must find, against words cut by hand. */
    @Test
    default void wordsAreFoundAsAReferenceFindsThem(@TempDir Path data) throws Exception {
        Random random = Seed.random("wordsAreFoundAsAReferenceFindsThem");
        Map<Long, String> texts = new TreeMap<>();
        try (Shelf shelf = Shelf.open(testee(), data)) {
            for (long number = 1; number <= 150; number++) {
                texts.put(number, Scribble.text(random, 1 + random.nextInt(14)));
                shelf.put(number, texts.get(number));
            }
            for (int i = 0; i < 400; i++) {
                String wanted = Scribble.words(random);
                // Whether ideographs that stand apart make a word is the driver's business.
                if (Scribble.spaced(wanted).isBlank()
                        || wanted.matches("(?s).*[\u6771\u4EAC][-,\\s]*[\u6771\u4EAC].*")) {
                    continue;
                }
                // A star means something behind a letter only.
                boolean prefix = random.nextBoolean() && Character.isLetter(wanted.charAt(wanted.length() - 1));
                List<Long> expected = new ArrayList<>();
                texts.forEach((number, text) -> {
                    String words = Scribble.spaced(wanted);
                    if (Scribble.spaced(text).contains(prefix ? words.stripTrailing() : words)) {
                        expected.add(number);
                    }
                });
                String query = '"' + wanted + (prefix ? "*" : "") + '"';
                assertThat(shelf.words(query)).as("<%s> in %s", query, texts).isEqualTo(expected);
            }
        }
    }

    @Test
    default void otherFormsOfAWord(@TempDir Path data) throws Exception {
        assumeThat(testee().stems()).isTrue();
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.put(1, "We have been running the servers and the invoices were paid, thanks for that.");
            shelf.put(2, "Die H\u00E4user sind verkauft und die Rechnungen wurden nicht bezahlt, bitte pr\u00FCfen.");
            assertThat(shelf.words("run")).containsExactly(1L);
            assertThat(shelf.words("server invoice")).containsExactly(1L);
            assertThat(shelf.words("Haus Rechnung")).containsExactly(2L);
            assertThat(shelf.words("hauser")).containsExactly(2L);
            assertThat(shelf.words("\"invoice were\"")).isEmpty();
        }
    }

    @Test
    default void nothingHostileHarms(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            for (int i = 0; i < HOSTILE.size(); i++) {
                shelf.put(i + 1, HOSTILE.get(i));
            }
            shelf.put(1_000, "apple " + String.join(" ", HOSTILE) + " pear");
            List<Long> all = LongStream.rangeClosed(1, 1_000).boxed().toList();
            for (String text : HOSTILE) {
                for (Mode mode : Mode.values()) {
                    assertThat(shelf.find(ANNA, 'm', mode, text))
                            .as(text)
                            .isSubsetOf(all)
                            .doesNotHaveDuplicates();
                    Document document = new Document(Map.of("body", "apple " + text));
                    shelf.index().highlight(document, List.of(new TextQuery(Set.of(), text, mode)), 80);
                }
            }
            assertThat(shelf.words("apple pear")).containsExactly(1_000L);
            assertThat(shelf.words("unbalanced")).contains(8L, 1_000L);
            assertThat(shelf.words("x".repeat(1_000))).contains(20L, 1_000L);
            assertThat(shelf.characters("x".repeat(999))).contains(20L, 1_000L);
            assertThat(shelf.index().documents()).isEqualTo(HOSTILE.size() + 1);
        }
    }

    @Test
    default void emptyAndHugeTexts(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.index().apply(List.of(Shelf.put(ANNA, 1, Map.of())));
            shelf.put(2, "");
            shelf.put(3, "z".repeat(Document.MAX_LENGTH / 2) + "needle" + "z".repeat(Document.MAX_LENGTH / 2 - 6));
            shelf.put(4, "many words ".repeat(Document.MAX_LENGTH / 11 - 1) + "needle");
            shelf.put(5, "-".repeat(9_000) + "needle" + "-".repeat(9_000));
            assertThat(shelf.index().documents()).isEqualTo(5);
            assertThat(shelf.words("needle")).contains(4L, 5L);
            assertThat(shelf.characters("zzneedlezz")).containsExactly(3L);
            assertThat(shelf.characters("needl")).containsExactly(3L, 4L, 5L);
            assertThat(shelf.characters("--needle--")).containsExactly(5L);
            assertThat(shelf.words("\"words many\" needle")).containsExactly(4L);
            assertThat(shelf.words("")).containsExactly(3L, 4L, 5L);
            Map<String, String> shown = shelf.index()
                    .highlight(
                            new Document(Map.of("body", "many words ".repeat(10_000) + "needle")),
                            List.of(new TextQuery(Set.of(), "needle", Mode.WORDS)),
                            200);
            assertThat(shown.get("body")).contains("<mark>needle</mark>").hasSizeLessThan(600);
        }
    }

    @Test
    default void highlightsAreHtml(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            assertThat(highlight(shelf, "5 < 6 & \"Apples\" > pears", Mode.WORDS, "apples"))
                    .isEqualTo("5 &lt; 6 &amp; &quot;<mark>Apples</mark>&quot; &gt; pears");
            assertThat(highlight(shelf, "<mark>x</mark>", Mode.SUBSTRING, "<mark>"))
                    .isEqualTo("<mark>&lt;mark&gt;</mark>x&lt;/mark&gt;");
            assertThat(highlight(shelf, "pineapples", Mode.SUBSTRING, "APP")).isEqualTo("pine<mark>app</mark>les");
            assertThat(highlight(shelf, "Caf\u00E9 caf\u00E9s", Mode.WORDS, "cafe*"))
                    .isEqualTo("<mark>Caf\u00E9</mark> <mark>caf\u00E9s</mark>");
            assertThat(highlight(shelf, "the quick, brown fox", Mode.WORDS, "\"quick brown\""))
                    .isEqualTo("the <mark>quick, brown</mark> fox");
            assertThat(highlight(shelf, "\u6771\u4EAC\u90FD", Mode.WORDS, "\u4EAC\u90FD"))
                    .isEqualTo("\u6771<mark>\u4EAC\u90FD</mark>");
            Map<String, String> texts = Map.of("subject", "apple", "from", "Mr Apple", "body", "pear");
            List<TextQuery> queries = List.of(
                    new TextQuery(Set.of("subject"), "apple", Mode.WORDS),
                    new TextQuery(Set.of("body"), "apple", Mode.WORDS));
            assertThat(shelf.index().highlight(new Document(texts), queries, 100))
                    .isEqualTo(Map.of("subject", "<mark>apple</mark>"));
            String text = "word ".repeat(300) + "an apple <b> a day " + "word ".repeat(300);
            assertThat(highlight(shelf, text, Mode.WORDS, "apple"))
                    .contains("<mark>apple</mark> &lt;b&gt;")
                    .hasSizeBetween(50, 300);
            if (testee().stems()) {
                assertThat(highlight(shelf, "The invoices of the company are here.", Mode.WORDS, "invoice"))
                        .isEqualTo("The <mark>invoices</mark> of the company are here.");
            }
        }
    }

    private static String highlight(Shelf shelf, String text, Mode mode, String query) throws Exception {
        return shelf.index()
                .highlight(new Document(Map.of("body", text)), List.of(new TextQuery(Set.of(), query, mode)), 100)
                .getOrDefault("body", "nothing")
                .replace("&#34;", "&quot;");
    }

    /** Texts by chance, and what they are without case, accents and second spaces. */
    final class Scribble {
        private static final List<String> SIGNS =
                List.of("a", "b", "A", "\u00E9", "e", "\u6771", "\u4EAC", " ", " ", "\n", "-", ",", "ab");

        private Scribble() {}

        static String text(Random random, int length) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append(SIGNS.get(random.nextInt(SIGNS.size())));
            }
            return text.toString();
        }

        static String words(Random random) {
            return text(random, 1 + random.nextInt(4)).strip();
        }

        static String plain(String text) {
            return text.toLowerCase(Locale.ROOT).replace('\u00E9', 'e').replaceAll("\\s+", " ");
        }

        /** Words with a space before and behind each. */
        static String spaced(String text) {
            return plain(" " + text + " ")
                    .replaceAll("([\u6771\u4EAC])", " $1 ")
                    .replaceAll("[-, ]+", " ");
        }
    }
}
