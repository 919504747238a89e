package org.mailbay.store.engine.history;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.Schema;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The models' schemas, as they come and go. */
@Component(service = Models.class)
public final class Models {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final Map<Character, Swappable<Schema>> byLetter = new ConcurrentHashMap<>();

    @Activate
    public Models() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void bindSchema(Schema schema) {
        of(schema.type().letter()).bind(schema);
    }

    void unbindSchema(Schema schema) {
        of(schema.type().letter()).unbind(schema, DRAIN);
    }

    private Swappable<Schema> of(char letter) {
        return byLetter.computeIfAbsent(letter, key -> new Swappable<>("schema " + key));
    }

    /** What is asked of a schema. */
    public interface Question<T> {
        T ask(Schema schema);
    }

    /** Asks the schema of a type; null when it is not there. */
    public <T> @Nullable T ask(char letter, Question<T> question) {
        Swappable<Schema> swappable = byLetter.get(letter);
        if (swappable == null) {
            return null;
        }
        try (Swappable.Lease<Schema> lease = swappable.acquire(Duration.ZERO)) {
            return question.ask(lease.service());
        } catch (AwayException away) {
            return null;
        }
    }

    /** Lets the model of a type follow up; false when it is not there. */
    boolean restored(char letter, Transaction tx, List<Schema.Restored> changes) {
        Boolean told = ask(letter, schema -> {
            schema.restored(tx, changes);
            return true;
        });
        return told != null;
    }
}
