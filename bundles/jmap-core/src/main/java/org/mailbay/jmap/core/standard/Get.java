package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Property;
import org.mailbay.store.ObjectId;
import tools.jackson.core.JsonGenerator;

/** {@code /get} (RFC 8620 §5.1). */
final class Get {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "ids", "properties");

    void invoke(Gettable type, Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, type.getArguments());
        View view = call.view();
        List<String> names = arguments.strings("ids");
        Set<String> properties = properties(type, view, arguments.strings("properties"));
        int max = call.limits().maxObjectsInGet();
        Map<ObjectId, String> wanted = new LinkedHashMap<>();
        List<String> notFound = new ArrayList<>();
        if (names == null) {
            for (ObjectId id : type.all(view, max)) {
                wanted.put(id, type.text(id));
            }
        } else {
            for (String name : names) {
                ObjectId id = type.parse(view.resolve(name)).orElse(null);
                if (id != null && type.exists(view, id)) {
                    wanted.put(id, name);
                } else {
                    notFound.add(name); // RFC 8620 §5.1: never dropped
                }
            }
        }
        if (wanted.size() > max || names != null && names.size() > max) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, "more than " + max + " ids");
        }
        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeStringProperty("state", State.of(type, view));
        out.writeArrayPropertyStart("list");
        if (!wanted.isEmpty()) {
            for (ObjectId gone : type.get(view, List.copyOf(wanted.keySet()), properties, arguments.more(), out)) {
                if (names != null) {
                    notFound.add(wanted.getOrDefault(gone, type.text(gone)));
                }
            }
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("notFound");
        notFound.forEach(out::writeString);
        out.writeEndArray();
        out.writeEndObject();
    }

    /** The properties to write: the default ones when the client names none. */
    private static Set<String> properties(Gettable type, View view, @Nullable List<String> names) throws MethodError {
        Set<String> properties = new LinkedHashSet<>();
        properties.add("id"); // RFC 8620 §5.1: always
        if (names == null) {
            for (Property property : type.properties()) {
                if (property.byDefault() && view.uses(type.capabilityOf(property.name()))) {
                    properties.add(property.name());
                }
            }
            return properties;
        }
        for (String name : names) {
            if (type.property(name).isEmpty() || !view.uses(type.capabilityOf(name))) { // RFC 8620 §1.8
                throw MethodError.invalidArguments("properties: no property " + name); // RFC 8620 §5.1
            }
            properties.add(name);
        }
        return properties;
    }
}
