package org.mailbay.jmap.spi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.mailbay.jmap.View;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A JMAP data type (RFC 8620 §1.6.3, §5); a service, registered as {@code DataType}.
 *
 * <p>It also implements those of {@link Gettable}, {@link Queryable}, {@link Settable} and {@link Copyable} whose methods it has. Its
 * state is that of its {@link ObjectType} in the store. A derived type, such as Thread, stores no objects: its owner logs its changes by
 * {@link org.mailbay.store.Transaction#touch}, and it overrides {@link #exists} and {@link #all}.
 */
@ConsumerType
public interface DataType {
    /** Its type in the store; the name is the JMAP name. */
    ObjectType type();

    /** The capability that a request must use to call its methods. */
    String capability();

    /** Its properties, {@code id} among them. */
    List<Property> properties();

    /** The property of this name; types with patterned names (RFC 8621 §4.1.3 {@code header:}) know more than {@link #properties}. */
    default Optional<Property> property(String name) {
        return properties().stream().filter(known -> known.name().equals(name)).findFirst();
    }

    /** The capability that a request must use to know this property (RFC 8620 §1.8): another one's, when that adds it to this type. */
    default String capabilityOf(String property) {
        return capability();
    }

    /** The id that a client means; a singleton (RFC 8621 §8) maps its one name to number 1. */
    default Optional<ObjectId> parse(String id) {
        return type().parse(id);
    }

    /** The id as the client sees it. */
    default String text(ObjectId id) {
        return id.toString();
    }

    /**
     * Whether its objects can be shared with others (RFC 9670), or follow from such. Then all it does looks at {@link View#isOwn()}; if
     * not, calls in another's account are refused before they reach it.
     */
    default boolean isShared() {
        return false;
    }

    /**
     * Whether the client sees the object: stored, not hidden as a message that is only marked deleted is (RFC 8621 §4.1.1), and if the
     * account is another's, shared.
     */
    default boolean exists(View view, ObjectId id) {
        return view.snapshot().objects(type()).ordinal(id) >= 0;
    }

    /** What a method call of this type is to look at instead of {@code view}: for types of which something is always there. */
    default View prepare(View view) throws IOException {
        return view;
    }

    /** Its state (RFC 8620 §5.1); a type that follows from something else than the store's log has its own. */
    default long state(View view) {
        return view.snapshot().objects(type()).state();
    }

    /** What happened after a state; see {@link org.mailbay.store.Account#changes}. */
    default Changes changes(View view, long since, int maxChanges) throws IOException {
        return view.account().changes(type(), since, maxChanges);
    }

    /** The objects that clients see; at most {@code max} + 1 of them, for the caller to notice that there are too many. */
    default List<ObjectId> all(View view, int max) throws IOException {
        Objects objects = view.snapshot().objects(type());
        Ordinals all = objects.all();
        List<ObjectId> ids = new ArrayList<>();
        for (int ordinal : all.size() > max + 1 ? all.filter(o -> o <= max).toArray() : all.toArray()) {
            ids.add(objects.id(ordinal));
        }
        return ids;
    }

    /**
     * Its objects that refer to a blob (RFC 9404 §4.3).
     *
     * @param direct all objects of the account that refer to it themselves, of any type; a type that follows from another one, as a thread
     *     follows from its emails, finds its own through them
     */
    default Collection<ObjectId> referring(View view, List<ObjectId> direct) throws IOException {
        return direct.stream()
                .filter(id -> id.letter() == type().letter() && exists(view, id))
                .toList();
    }
}
