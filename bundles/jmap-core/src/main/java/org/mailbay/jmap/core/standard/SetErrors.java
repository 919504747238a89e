package org.mailbay.jmap.core.standard;

import java.util.Map;
import org.mailbay.jmap.SetError;
import tools.jackson.core.JsonGenerator;

/** Writes refused objects. */
final class SetErrors {
    private SetErrors() {}

    /** A property of errors by object; null when there are none (RFC 8620 §5.3). */
    static void write(String property, Map<String, SetError> errors, JsonGenerator out) {
        if (errors.isEmpty()) {
            out.writeNullProperty(property);
            return;
        }
        out.writeObjectPropertyStart(property);
        errors.forEach((name, error) -> {
            out.writeObjectPropertyStart(name);
            write(error, out);
            out.writeEndObject();
        });
        out.writeEndObject();
    }

    private static void write(SetError error, JsonGenerator out) {
        out.writeStringProperty("type", error.type());
        if (error.description() != null) {
            out.writeStringProperty("description", error.description());
        }
        if (!error.properties().isEmpty()) {
            out.writeArrayPropertyStart("properties");
            error.properties().forEach(out::writeString);
            out.writeEndArray();
        }
        error.more().forEach((member, value) -> {
            out.writeName(member);
            out.writeTree(value);
        });
    }
}
