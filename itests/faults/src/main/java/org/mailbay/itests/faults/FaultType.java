package org.mailbay.itests.faults;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Copyable;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** An object of it has {@code how}: what goes wrong when it is made, see {@link FaultChanger}. It cannot be shared. */
@Component(service = DataType.class)
public final class FaultType implements Copyable {
    static final String CAPABILITY = "urn:example:params:jmap:faults";

    static final ObjectType FAULT = new ObjectType("Fault", 'F');

    static final Column.Text HOW = new Column.Text(1);

    @Override
    public ObjectType type() {
        return FAULT;
    }

    @Override
    public String capability() {
        return CAPABILITY;
    }

    @Override
    public List<Property> properties() {
        return List.of(Property.of("id", Property.Kind.SERVER_SET), Property.of("how", Property.Kind.MUTABLE));
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out) {
        Objects faults = view.snapshot().objects(FAULT);
        for (ObjectId id : ids) {
            out.writeStartObject();
            for (String property : properties) {
                out.writeStringProperty(
                        property, property.equals("id") ? id.toString() : faults.get(HOW, faults.ordinal(id)));
            }
            out.writeEndObject();
        }
        return List.of();
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        return new FaultChanger();
    }

    @Override
    public Changer.Creation copy(View from, ObjectId id, View to, ObjectNode changes) throws IOException {
        return new FaultChanger().create(changes);
    }
}
