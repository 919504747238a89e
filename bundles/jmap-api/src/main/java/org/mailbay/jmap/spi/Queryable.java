package org.mailbay.jmap.spi;

import java.io.IOException;
import java.util.Set;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.osgi.annotation.versioning.ConsumerType;
import tools.jackson.databind.node.ObjectNode;

/** A data type with {@code /query} and {@code /queryChanges} (RFC 8620 §5.5, §5.6). */
@ConsumerType
public interface Queryable extends DataType {
    /** Names of the arguments beyond the standard ones, such as {@code collapseThreads}. */
    default Set<String> queryArguments() {
        return Set.of();
    }

    /**
     * Prepares a query.
     *
     * @param arguments those of {@link #queryArguments} that the client gave
     */
    Query query(View view, ObjectNode arguments) throws MethodError, IOException;
}
