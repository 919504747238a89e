package org.mailbay.jmap.spi;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Transaction;
import org.osgi.annotation.versioning.ConsumerType;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out one {@code /set}, used by one thread.
 *
 * <p>First every {@link #create}, outside the transaction; then in one transaction {@link #begin}, the creations, the updates and the
 * destructions.
 * Whoever throws a {@link SetError} must not have changed the transaction: the other objects go ahead. A {@link MethodError} undoes it
 * all. Under the writer, look at {@link Transaction#row} and {@link Transaction#snapshot()}, not at the view's older snapshot.
 */
@ConsumerType
public interface Changer {
    /**
     * Checks and prepares a new object; may take time and do I/O, such as building and sealing a blob.
     *
     * @param object known, settable properties only; {@code #x} in ids stands for itself still, resolve it in {@link Creation#run}
     */
    Creation create(ObjectNode object) throws SetError, MethodError, IOException;

    /**
     * Comes first in the transaction and hears what the call wants of objects that exist: for types whose objects limit each other, since
     * what is valid in the end is allowed (RFC 8620 §5.3), and for what is too much for one transaction.
     *
     * @param updates by object, as {@link #update} will get them
     * @param destroys as {@link #destroy} will get them
     * @return false to have the transaction committed as it is and be called again in the next one
     */
    default boolean begin(Transaction tx, Map<ObjectId, Patch> updates, List<ObjectId> destroys)
            throws MethodError, IOException {
        return true;
    }

    /**
     * Changes an object that exists.
     *
     * @param patch known properties that may change; immutable and server-set ones that were sent unchanged are left out
     * @return properties that changed in another way than the client asked; null when there are none
     */
    @Nullable
    ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError, MethodError, IOException;

    /** Removes an object that exists. */
    void destroy(Transaction tx, ObjectId id) throws SetError, MethodError, IOException;

    /** The order to destroy in, children before parents. */
    default List<ObjectId> destroyOrder(Transaction tx, List<ObjectId> ids) {
        return ids;
    }

    /** The method calls to make when all is committed, such as those of onSuccessUpdateEmail (RFC 8621 §7.5). */
    default List<Invocation> afterwards(SetOutcome outcome) {
        return List.of();
    }

    /** A prepared object. */
    @FunctionalInterface
    interface Creation {
        /** Adds it. */
        Created run(Transaction tx) throws SetError, MethodError, IOException;
    }

    /**
     * An object that was added.
     *
     * @param properties what the client does not know: {@code id}, other server-set properties, defaults
     */
    record Created(ObjectId id, ObjectNode properties) {}

    /**
     * A method call.
     *
     * @param method such as {@code Email/set}
     */
    record Invocation(String method, ObjectNode arguments) {}
}
