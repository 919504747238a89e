package org.mailbay.store.memory;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.SearchIndex.Change;
import org.mailbay.store.spi.SearchIndex.Commit;
import org.mailbay.store.spi.SearchIndex.Put;
import org.mailbay.store.spi.SearchIndex.Remove;
import org.mailbay.store.spi.SearchIndex.RemoveAll;

/** The texts of a shard, read whole for each question; outlives the {@link MemorySearchIndex} through which it is used. */
final class MemoryTexts {
    /** An object of an account. */
    record Key(AccountId account, ObjectId id) {}

    private final Map<Key, Map<String, MemoryText>> texts = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private final String generation = UUID.randomUUID().toString();
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;
    private boolean changed;

    MemoryTexts(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Map<Key, Map<String, MemoryText>> all() {
        return texts;
    }

    synchronized void apply(Change change) throws IOException {
        changed = true;
        switch (change) {
            case Put put -> put(new Key(put.account(), put.id()), put.document());
            case Remove remove -> remove(new Key(remove.account(), remove.id()));
            case RemoveAll all ->
                texts.keySet().stream()
                        .filter(key -> key.account().equals(all.account()))
                        .forEach(this::remove);
        }
    }

    private void put(Key key, Document document) throws IOException {
        remove(key);
        Map<String, MemoryText> fields = new TreeMap<>();
        document.texts().forEach((field, text) -> fields.put(field, new MemoryText(text)));
        if (bytes.addAndGet(size(fields)) > maxBytes) {
            bytes.addAndGet(-size(fields));
            throw new IOException("the memory index is full: more than " + maxBytes + " bytes");
        }
        texts.put(key, fields);
    }

    private void remove(Key key) {
        Map<String, MemoryText> gone = texts.remove(key);
        if (gone != null) {
            bytes.addAndGet(-size(gone));
        }
    }

    /** About. */
    private static long size(Map<String, MemoryText> fields) {
        return 100
                + fields.values().stream()
                        .mapToLong(text -> 10L * text.length())
                        .sum();
    }

    long bytes() {
        return bytes.get();
    }

    synchronized Commit commit() {
        if (changed) {
            changed = false;
            number.incrementAndGet();
        }
        return committed();
    }

    Commit committed() {
        return new Commit(generation, number.get());
    }
}
