package org.mailbay.jmap.spi;

import java.util.List;
import java.util.Map;
import org.mailbay.store.ObjectId;

/**
 * What a {@code /set} did.
 *
 * @param created by creation id
 */
public record SetOutcome(Map<String, ObjectId> created, List<ObjectId> updated, List<ObjectId> destroyed) {
    public SetOutcome {
        created = Map.copyOf(created);
        updated = List.copyOf(updated);
        destroyed = List.copyOf(destroyed);
    }
}
