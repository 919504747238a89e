package org.mailbay.jmap.push;

import java.util.List;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.store.ObjectType;

/** A data type that is nothing but its name. */
record AnyType(ObjectType type, boolean isShared) implements DataType {
    @Override
    public String capability() {
        return "urn:example";
    }

    @Override
    public List<Property> properties() {
        return List.of();
    }
}
