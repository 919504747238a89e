package org.mailbay.jmap.submission.vacation;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfVacation;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** VacationResponse/get and /set (RFC 8621 §8): one for each account, whether it is stored or not. */
@Component(service = {DataType.class, Schema.class})
public final class VacationType implements Settable, Schema {
    private static final String SINGLETON = "singleton";

    private static final List<Property> PROPERTIES = List.of(
            Property.of("id", Kind.SERVER_SET),
            Property.of("isEnabled", Kind.MUTABLE),
            Property.of("fromDate", Kind.MUTABLE),
            Property.of("toDate", Kind.MUTABLE),
            Property.of("subject", Kind.MUTABLE),
            Property.of("textBody", Kind.MUTABLE),
            Property.of("htmlBody", Kind.MUTABLE));

    @Override
    public ObjectType type() {
        return Types.VACATION;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of("enabled", OfVacation.ENABLED, "from", OfVacation.FROM, "to", OfVacation.TO);
    }

    @Override
    public String capability() {
        return Types.VACATION_CAPABILITY;
    }

    @Override
    public List<Property> properties() {
        return PROPERTIES;
    }

    @Override
    public boolean singleton() {
        return true;
    }

    @Override
    public boolean hasChanges() {
        return false;
    }

    @Override
    public Optional<ObjectId> parse(String id) {
        return id.equals(SINGLETON) ? Optional.of(Types.VACATION.id(1)) : Optional.empty();
    }

    @Override
    public String text(ObjectId id) {
        return SINGLETON;
    }

    @Override
    public boolean exists(View view, ObjectId id) {
        return true;
    }

    @Override
    public List<ObjectId> all(View view, int max) {
        return List.of(Types.VACATION.id(1));
    }

    /** Where it is stored; empty while nobody has set it. */
    static Optional<ObjectId> stored(Snapshot snapshot) {
        Objects all = snapshot.objects(Types.VACATION);
        int[] ordinals = all.all().toArray();
        return ordinals.length == 0 ? Optional.empty() : Optional.of(all.id(ordinals[0]));
    }

    /** What is not set. */
    static ObjectNode fresh() {
        ObjectNode vacation = JsonNodeFactory.instance.objectNode();
        vacation.put("isEnabled", false);
        List.of("fromDate", "toDate", "subject", "textBody", "htmlBody").forEach(vacation::putNull);
        return vacation;
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Optional<ObjectId> stored = stored(view.snapshot());
        byte[] bytes = stored.isEmpty() ? null : view.account().bytes(stored.get());
        ObjectNode vacation = bytes == null ? fresh() : StoredJson.read(bytes);
        vacation.put("id", SINGLETON);
        StoredJson.write(vacation, properties, out);
        return List.of();
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        return new VacationChanger();
    }
}
