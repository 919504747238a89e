package org.mailbay.store.engine;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.ObjectType;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;

/** What all accounts share: which letter is which type. Written once, then remembered. */
final class TypeLetters {
    private final Shard main;
    private final Map<Character, String> names = new ConcurrentHashMap<>();

    TypeLetters(Shard main) {
        this.main = main;
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
        Map<Character, String> stored = stored();
        for (Map.Entry<Character, String> entry : stored.entrySet()) {
            boolean sameLetter = entry.getKey() == type.letter();
            if (sameLetter != entry.getValue().equals(type.name())) {
                throw conflict(type, entry.getValue(), entry.getKey());
            }
        }
        if (!stored.containsKey(type.letter())) {
            byte[] key = Keys.type(type.letter());
            main.commit(Batch.builder()
                    .put(Table.SYS, key, Scalars.text(type.name()))
                    .when(new Batch.ExpectAbsent(Table.SYS, key)));
        }
        names.put(type.letter(), type.name());
    }

    /** The names of all types that ever were, by letter. */
    Map<Character, String> stored() throws IOException {
        Map<Character, String> types = new HashMap<>();
        byte[] prefix = Keys.types();
        main.scan(Table.SYS, prefix, (key, value) -> {
            types.put((char) key[prefix.length], Scalars.textOf(value));
            return true;
        });
        return types;
    }
}
