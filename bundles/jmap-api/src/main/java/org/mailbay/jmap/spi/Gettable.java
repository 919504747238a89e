package org.mailbay.jmap.spi;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.store.ObjectId;
import org.osgi.annotation.versioning.ConsumerType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** A data type with {@code /get} and {@code /changes} (RFC 8620 §5.1, §5.2). */
@ConsumerType
public interface Gettable extends DataType {
    /** Names of the arguments of {@code /get} beyond the standard ones, such as {@code bodyProperties}. */
    default Set<String> getArguments() {
        return Set.of();
    }

    /**
     * Writes objects, each a whole JSON object with exactly {@code properties}, in the order of {@code ids}.
     *
     * <p>Read the bytes of many objects at once ({@link org.mailbay.store.Account#bytes(List)}) and write straight to {@code out}.
     *
     * @param ids of objects that exist in the view's snapshot, each once, at most maxObjectsInGet
     * @param properties known ones, each once, {@code id} among them
     * @param arguments those of {@link #getArguments} that the client gave
     * @return those that have vanished since the snapshot; nothing was written for them
     * @throws MethodError when an argument is wrong; what was written is thrown away
     */
    List<ObjectId> get(View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws MethodError, IOException;

    /** Whether there is a {@code /changes}. */
    default boolean hasChanges() {
        return true;
    }

    /**
     * The properties that {@link org.mailbay.store.Transaction.Touch#COUNTS} is about; empty when there is no such thing.
     *
     * <p>When not empty, {@code /changes} carries {@code updatedProperties} (RFC 8621 §2.2).
     */
    default Set<String> countProperties() {
        return Set.of();
    }
}
