package org.mailbay.jmap.blob;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.store.ObjectId;
import org.mailbay.swap.Swappable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The data types that are here now, to be asked which of their objects refer to a blob. Threads: any. */
@Component(service = DataTypes.class)
public final class DataTypes {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private static final Duration DRAIN = Duration.ofSeconds(15);

    private final Map<String, Swappable<DataType>> types = new ConcurrentHashMap<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(DataType type) {
        types.computeIfAbsent(type.type().name(), Swappable::new).bind(type);
    }

    void unbind(DataType type) {
        Swappable<DataType> place = types.get(type.type().name());
        if (place != null) {
            place.unbind(type, DRAIN);
        }
    }

    /** The names of those that are here, in order. */
    SequencedSet<String> names() {
        SequencedSet<String> names = new TreeSet<>();
        types.forEach((name, place) -> {
            if (place.isPresent()) {
                names.add(name);
            }
        });
        return names;
    }

    /** The objects of a type that refer to a blob; null when there never was such a type. See {@link DataType#referring}. */
    @Nullable
    Collection<ObjectId> referring(String name, View view, List<ObjectId> direct) throws IOException {
        Swappable<DataType> place = types.get(name);
        if (place == null) {
            return null;
        }
        try (Swappable.Lease<DataType> type = place.acquire(WAIT)) {
            return type.service().isShared() || view.isOwn() ? type.service().referring(view, direct) : List.of();
        }
    }
}
