package org.mailbay.store.engine.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;

/** An index that is a map: what was not committed is gone when it is opened again after {@link #crash}. */
final class ListedIndex implements SearchDriver {
    private record Key(AccountId account, ObjectId id) {}

    private Map<Key, Document> durable = new HashMap<>();
    private Commit last = new Commit("g1", 0);
    private @Nullable Open open;
    final AtomicInteger puts = new AtomicInteger();
    /** Applying fails as often. */
    final AtomicInteger failures = new AtomicInteger();

    /** Committing fails as often, and what was applied since the one before is gone. */
    final AtomicInteger commitFailures = new AtomicInteger();

    private record Commit(String generation, long number) {}

    @Override
    public String name() {
        return "listed";
    }

    @Override
    public synchronized SearchIndex open(ShardId shard, @Nullable MasterKey key) throws IOException {
        if (open != null) {
            throw new IOException("open already");
        }
        open = new Open(new HashMap<>(durable));
        return open;
    }

    /** The open index forgets, when it is closed, what was not committed. */
    synchronized void crash() {
        if (open != null) {
            open.crashed = true;
        }
    }

    /** Everything is gone. */
    synchronized void lose() {
        crash();
        durable = new HashMap<>();
        last = new Commit(last.generation() + "x", 0);
    }

    synchronized int size() {
        return open == null ? durable.size() : open.documents.size();
    }

    private final class Open implements SearchIndex {
        private final Map<Key, Document> documents;
        private boolean crashed;
        private boolean closed;

        Open(Map<Key, Document> documents) {
            this.documents = documents;
        }

        private void check() throws IOException {
            if (closed) {
                throw new IOException("closed");
            }
        }

        @Override
        public void apply(List<Change> changes) throws IOException {
            synchronized (ListedIndex.this) {
                check();
                if (failures.get() > 0 && failures.getAndDecrement() > 0) {
                    throw new IOException("fault");
                }
                for (Change change : changes) {
                    switch (change) {
                        case Put put -> {
                            puts.incrementAndGet();
                            documents.put(new Key(put.account(), put.id()), put.document());
                        }
                        case Remove remove -> documents.remove(new Key(remove.account(), remove.id()));
                        case RemoveAll all -> documents.keySet().removeIf(key -> key.account.equals(all.account()));
                    }
                }
            }
        }

        @Override
        public SearchIndex.Commit commit() throws IOException {
            synchronized (ListedIndex.this) {
                check();
                if (commitFailures.get() > 0 && commitFailures.getAndDecrement() > 0) {
                    crashed = true;
                    throw new IOException("disk full");
                }
                if (crashed) {
                    throw new IOException("crashed");
                }
                durable = new HashMap<>(documents);
                last = new ListedIndex.Commit(last.generation(), last.number() + 1);
                return committed();
            }
        }

        @Override
        public SearchIndex.Commit committed() throws IOException {
            synchronized (ListedIndex.this) {
                check();
                return new SearchIndex.Commit(last.generation(), last.number());
            }
        }

        @Override
        public long[] match(AccountId account, char letter, TextQuery query) throws IOException {
            synchronized (ListedIndex.this) {
                check();
                return documents.entrySet().stream()
                        .filter(entry -> entry.getKey().account.equals(account)
                                && entry.getKey().id.letter() == letter
                                && matches(entry.getValue(), query))
                        .mapToLong(entry -> entry.getKey().id.number())
                        .toArray();
            }
        }

        private static boolean matches(Document document, TextQuery query) {
            return document.texts().entrySet().stream()
                    .filter(text -> query.fields().isEmpty() || query.fields().contains(text.getKey()))
                    .anyMatch(text -> List.of(
                                    text.getValue().toLowerCase(Locale.ROOT).split("\\W+"))
                            .contains(query.text().toLowerCase(Locale.ROOT)));
        }

        @Override
        public Map<String, String> highlight(Document document, List<TextQuery> queries, int length) {
            Map<String, String> result = new HashMap<>();
            document.texts().forEach((field, text) -> {
                for (TextQuery query : queries) {
                    if (text.contains(query.text())) {
                        result.put(field, text.replace(query.text(), "<mark>" + query.text() + "</mark>"));
                    }
                }
            });
            return result;
        }

        @Override
        public long documents() {
            return ListedIndex.this.size();
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void close() {
            synchronized (ListedIndex.this) {
                if (!crashed) {
                    durable = new HashMap<>(documents);
                    last = new ListedIndex.Commit(last.generation(), last.number() + 1);
                }
                closed = true;
                open = null;
            }
        }
    }

    /** What is in it, for a look. */
    synchronized List<String> texts() {
        return new ArrayList<>((open == null ? durable : open.documents)
                .values().stream().map(document -> document.texts().toString()).toList());
    }
}
