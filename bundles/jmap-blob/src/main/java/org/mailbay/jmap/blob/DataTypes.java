package org.mailbay.jmap.blob;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.store.ObjectId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Shelf;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The data types that are here now, to be asked which of their objects refer to a blob. Threads: any. */
@Component(service = DataTypes.class)
public final class DataTypes {
    private static final Duration WAIT = Duration.ofSeconds(5);

    /** So long after it went a type is taken to be uninstalled rather than replaced. */
    private static final Duration GONE = Duration.ofSeconds(30);

    private static final Duration DRAIN = Duration.ofSeconds(15);

    private final Shelf<DataType> types;

    @Activate
    public DataTypes() {
        this(WAIT, GONE);
    }

    DataTypes(Duration wait, Duration gone) {
        types = new Shelf<>(wait, gone);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(DataType type) {
        types.bind(type.type().name(), type);
    }

    void unbind(DataType type) {
        types.unbind(type, DRAIN);
    }

    /** The names of those that are here or being replaced, in order. */
    Set<String> names() {
        return types.names();
    }

    /**
     * The objects of a type that refer to a blob; null when there is no such type. See {@link DataType#referring}.
     *
     * @throws AwayException when the type is being replaced and did not come back in time
     */
    @Nullable
    Collection<ObjectId> referring(String name, View view, List<ObjectId> direct) throws IOException {
        try (Lease<DataType> type = types.acquire(name)) {
            if (type == null) {
                return null;
            }
            return type.service().isShared() || view.isOwn() ? type.service().referring(view, direct) : List.of();
        }
    }
}
