package org.mailbay.store.engine;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.ObjectType;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Table;

/** What all accounts share: which letter is which type. Written once, then remembered. */
final class Registry {
    private final Slot<RecordDriver, OpenRecords> records;
    private final Map<Character, String> names = new ConcurrentHashMap<>();

    Registry(Slot<RecordDriver, OpenRecords> records) {
        this.records = records;
    }

    /**
     * Makes sure that the type's letter is its own, for ever.
     *
     * @throws IllegalArgumentException when its letter, or its name, is taken
     */
    void require(ObjectType type) throws IOException {
        String known = names.get(type.letter());
        if (known == null) {
            register(type);
        } else if (!known.equals(type.name())) {
            throw conflict(type, known, type.letter());
        }
    }

    private static IllegalArgumentException conflict(ObjectType type, String name, char letter) {
        return new IllegalArgumentException("type " + type.name() + " with letter " + type.letter()
                + " conflicts with type " + name + " with letter " + letter);
    }

    private synchronized void register(ObjectType type) throws IOException {
        OpenRecords shard = records.enter();
        try {
            Map<Character, String> stored = types(shard);
            for (Map.Entry<Character, String> entry : stored.entrySet()) {
                boolean sameLetter = entry.getKey() == type.letter();
                if (sameLetter != entry.getValue().equals(type.name())) {
                    throw conflict(type, entry.getValue(), entry.getKey());
                }
            }
            if (!stored.containsKey(type.letter())) {
                byte[] key = Keys.type(type.letter());
                shard.commit(Batch.builder()
                        .put(Table.SYS, key, Scalars.text(type.name()))
                        .when(new Batch.ExpectAbsent(Table.SYS, key)));
            }
            names.put(type.letter(), type.name());
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        } finally {
            records.exit();
        }
    }

    /** The stored types by letter. */
    static Map<Character, String> types(OpenRecords shard) throws IOException {
        Map<Character, String> types = new HashMap<>();
        byte[] from = Keys.types();
        shard.records().scan(Table.SYS, from, Keys.afterPrefix(from), (key, value) -> {
            types.put((char) key[from.length], Scalars.textOf(value));
            return true;
        });
        return types;
    }
}
