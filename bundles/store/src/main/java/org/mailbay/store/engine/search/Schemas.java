package org.mailbay.store.engine.search;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.spi.Schema;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;

/** What the models say of their types, while they are there. Any thread. */
final class Schemas {
    private final Map<Character, Swappable<Schema>> byLetter = new ConcurrentHashMap<>();

    void bind(Schema schema) {
        of(schema).bind(schema);
    }

    /** When it returns nobody is inside it, unless {@code drain} has passed. */
    void unbind(Schema schema, Duration drain) {
        of(schema).unbind(schema, drain);
    }

    private Swappable<Schema> of(Schema schema) {
        return byLetter.computeIfAbsent(
                schema.type().letter(), letter -> new Swappable<>(schema.type().name()));
    }

    boolean has(char letter) {
        Swappable<Schema> swappable = byLetter.get(letter);
        return swappable != null && swappable.isPresent();
    }

    Swappable.Lease<Schema> acquire(char letter) throws AwayException {
        Swappable<Schema> swappable = byLetter.get(letter);
        if (swappable == null) {
            throw new AwayException("the model of type " + letter);
        }
        return swappable.acquire(Duration.ZERO);
    }
}
