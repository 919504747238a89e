package org.mailbay.store.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.store.AccountId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.SearchIndex;

/** An open shard of texts: the rules of {@link SearchIndex} over {@link MemoryTexts}. */
final class MemorySearchIndex implements SearchIndex {
    private final MemoryTexts texts;
    private volatile boolean closed;

    MemorySearchIndex(MemoryTexts texts) {
        this.texts = texts;
    }

    @Override
    public void apply(List<Change> changes) throws IOException {
        for (Change change : changes) {
            check();
            texts.apply(change);
        }
    }

    @Override
    public Commit commit() throws IOException {
        check();
        return texts.commit();
    }

    @Override
    public Commit committed() throws IOException {
        check();
        return texts.committed();
    }

    @Override
    public long[] match(AccountId account, char letter, TextQuery query) throws IOException {
        check();
        List<MemoryTerm> terms = MemoryTerm.of(query);
        return texts.all().entrySet().stream()
                .filter(entry -> entry.getKey().account().equals(account)
                        && entry.getKey().id().letter() == letter)
                .filter(entry -> terms.stream().allMatch(term -> matches(term, entry.getValue(), query)))
                .mapToLong(entry -> entry.getKey().id().number())
                .toArray();
    }

    private static boolean matches(MemoryTerm term, Map<String, MemoryText> fields, TextQuery query) {
        return fields.entrySet().stream()
                .anyMatch(field -> (query.fields().isEmpty() || query.fields().contains(field.getKey()))
                        && term.in(field.getValue()));
    }

    @Override
    public Map<String, String> highlight(Document document, List<TextQuery> queries, int length) throws IOException {
        check();
        Map<String, String> snippets = new TreeMap<>();
        document.texts().forEach((field, text) -> {
            MemoryText folded = new MemoryText(text);
            List<int[]> places = new ArrayList<>();
            queries.stream()
                    .filter(query -> query.fields().isEmpty() || query.fields().contains(field))
                    .flatMap(query -> MemoryTerm.of(query).stream())
                    .forEach(term -> term.places(folded, places));
            if (!places.isEmpty()) {
                snippets.put(field, MemorySnippet.of(folded.text(), places, length));
            }
        });
        return snippets;
    }

    @Override
    public long documents() throws IOException {
        check();
        return texts.all().size();
    }

    @Override
    public long size() throws IOException {
        check();
        return texts.bytes();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            texts.commit();
        }
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the index is closed");
        }
    }
}
