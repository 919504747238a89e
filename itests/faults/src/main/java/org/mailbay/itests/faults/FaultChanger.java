package org.mailbay.itests.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.mailbay.swap.Swappable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Makes, changes and destroys faults; goes wrong where an object's {@code how} says. */
final class FaultChanger implements Changer {
    private static final String WITHIN = "within the transaction";

    private int transactions;

    @Override
    public Creation create(ObjectNode object) throws IOException {
        String how = object.path("how").asString("");
        switch (how) {
            case "away" -> {
                // What each bundle does that needs a service of another one
                new Swappable<Runnable>("the engine of faults")
                        .acquire(Duration.ZERO)
                        .close();
            }
            case "before the transaction" -> throw new IOException(how);
            default -> {}
        }
        return tx -> {
            ObjectId id = tx.create(FaultType.FAULT, Row.EMPTY.with(FaultType.HOW, how), new byte[0], List.of());
            if (how.equals(WITHIN)) {
                throw new IllegalStateException(how);
            }
            return new Created(id, JsonNodeFactory.instance.objectNode());
        };
    }

    /** Destroys one object in each transaction, as types do of which too many may go at once. */
    @Override
    public boolean begin(Transaction tx, Map<ObjectId, Patch> updates, List<ObjectId> destroys) throws IOException {
        if (destroys.size() > 1) {
            tx.destroy(FaultType.FAULT, destroys.getFirst());
            transactions++;
            return false;
        }
        if (transactions > 0) {
            throw new IOException("in transaction " + (transactions + 1));
        }
        return true;
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError {
        Row row = Objects.requireNonNull(tx.row(id));
        StringNode before = StringNode.valueOf(row.get(FaultType.HOW));
        String how = patch.apply("how", before).asString("");
        tx.update(FaultType.FAULT, id, row.with(FaultType.HOW, how));
        if (how.equals(WITHIN)) {
            throw new IllegalStateException(how);
        }
        return null;
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) {
        tx.destroy(FaultType.FAULT, id);
    }
}
