package org.mailbay.search.lucene.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.text.Wanted.Anything;
import org.mailbay.search.lucene.text.Wanted.Chain;
import org.mailbay.search.lucene.text.Wanted.Step;
import org.mailbay.search.lucene.text.Wanted.Word;
import org.mailbay.store.TextQuery;
import org.mailbay.store.spi.Document;

/** Shows why a document matches. */
public final class Highlighter {
    /** Characters of a text that are looked at. */
    private static final int MAX_TEXT = 1_000_000;

    private static final int MAX_SPANS = 10_000;

    private final List<Language> known;
    private final Stems stems = new Stems();

    /** @param known as for {@link Language#detect} */
    public Highlighter(List<Language> known) {
        this.known = known;
    }

    /** By field, HTML with marks; fields without a match are left out. */
    public Map<String, String> of(Document document, List<TextQuery> queries, int length) {
        Map<String, Text> texts = new TreeMap<>();
        Set<String> words = new HashSet<>();
        document.texts().forEach((field, whole) -> {
            Text text = new Text(Scanner.normal(whole.substring(0, Math.min(whole.length(), MAX_TEXT))));
            texts.put(field, text);
            words.addAll(text.words);
        });
        List<Language> languages = Language.detect(words, known);
        Map<String, String> snippets = new TreeMap<>();
        texts.forEach((field, text) -> {
            List<Span> spans = spans(field, text, queries, languages);
            if (!spans.isEmpty()) {
                snippets.put(field, Snippet.of(text.text, spans, Math.max(1, length)));
            }
        });
        return snippets;
    }

    private List<Span> spans(String field, Text text, List<TextQuery> queries, List<Language> languages) {
        List<Span> spans = new ArrayList<>();
        int part = 0;
        for (TextQuery query : queries) {
            if (!query.fields().isEmpty() && !query.fields().contains(field)) {
                continue;
            }
            for (Wanted wanted : Reading.of(query)) {
                List<Span> found = new ArrayList<>();
                switch (wanted) {
                    case Word(String word) -> text.words(word, forms(word, languages), part, found);
                    case Chain chain when chain.text().isEmpty() -> text.chains(chain.steps(), part, found);
                    case Chain chain -> text.folded().find(new FoldedText(Scanner.normal(chain.text())), part, found);
                    case Anything _ -> {}
                }
                spans.addAll(found.subList(0, Math.min(found.size(), MAX_SPANS)));
                part++;
            }
        }
        return spans;
    }

    private interface Forms {
        boolean has(String word);
    }

    private Forms forms(String word, List<Language> languages) {
        if (!Stems.stemmed(word)) {
            return _ -> false;
        }
        Set<String> wanted = new HashSet<>();
        languages.forEach(language -> wanted.add(stems.of(language, word)));
        Map<String, Boolean> seen = new HashMap<>();
        return other -> seen.computeIfAbsent(
                other,
                _ -> Stems.stemmed(other)
                        && languages.stream().anyMatch(language -> wanted.contains(stems.of(language, other))));
    }

    /** A text and its words. */
    private static final class Text {
        private final String text;
        private final List<String> words = new ArrayList<>();
        private final List<Span> places = new ArrayList<>();
        private @Nullable FoldedText folded;

        Text(String text) {
            this.text = text;
            Scanner scanner = new Scanner(text);
            while (scanner.next()) {
                words.add(scanner.word().toString());
                places.add(new Span(scanner.start(), scanner.end(), 0));
            }
        }

        FoldedText folded() {
            if (folded == null) {
                folded = new FoldedText(text);
            }
            return folded;
        }

        void words(String word, Forms forms, int part, List<Span> found) {
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i).equals(word) || forms.has(words.get(i))) {
                    found.add(new Span(places.get(i).start(), places.get(i).end(), part));
                }
            }
        }

        void chains(List<Step> steps, int part, List<Span> found) {
            Step last = steps.getLast();
            for (int i = 0; i < words.size(); i++) {
                if (begins(i, steps)) {
                    int end = Math.min(places.size() - 1, i + last.offset() + (last.pair() ? 1 : 0));
                    found.add(new Span(places.get(i).start(), places.get(end).end(), part));
                }
            }
        }

        private boolean begins(int at, List<Step> steps) {
            for (Step step : steps) {
                int i = at + step.offset();
                if (i >= words.size() || !step.match().of(words.get(i), step.text())) {
                    return false;
                }
            }
            return true;
        }
    }
}
