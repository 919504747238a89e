package org.mailbay.jmap.spi;

import java.io.IOException;
import java.util.Set;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Ordinals;
import org.osgi.annotation.versioning.ConsumerType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Properties and filters that another bundle adds to a data type, as RFC 9219 does to Email; a service. The type decides whether it asks. */
@ConsumerType
public interface Extension {
    /** The name of the type. */
    String type();

    /** The capability that a request must use to know them. */
    String capability();

    /** Properties that the server sets and that {@code /get} returns when a client names them. */
    Set<String> properties();

    /** Writes one value. */
    void write(View view, ObjectId id, String property, JsonGenerator out) throws IOException;

    /** Properties of a FilterCondition. */
    Set<String> filters();

    /**
     * What a property of a FilterCondition matches.
     *
     * @param among the objects that are asked about; the result need not be within them
     * @throws MethodError invalidArguments for a malformed value
     */
    Ordinals match(View view, String filter, JsonNode value, Ordinals among) throws MethodError, IOException;
}
