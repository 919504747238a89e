package org.mailbay.jmap.quota;

import java.util.List;
import java.util.Set;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Quota/get and /changes (RFC 9425 §4). An account has one quota, for the bytes of everything in it, or none when it is not limited.
 *
 * <p>Its state is the account's: what is used may have changed with every transaction.
 */
@Component(service = DataType.class)
public final class QuotaType implements Gettable {
    static final ObjectType QUOTA = new ObjectType("Quota", 'q');

    /** Of the one quota. */
    static final ObjectId ID = QUOTA.id(1);

    static final String NAME = "Storage";

    static final String SCOPE = "account";

    static final String RESOURCE = "octets";

    /** What the bytes are of. */
    static final List<String> TYPES = List.of("Mail");

    @Override
    public ObjectType type() {
        return QUOTA;
    }

    @Override
    public String capability() {
        return QuotaCapability.URN;
    }

    @Override
    public List<Property> properties() {
        return List.of(
                Property.of("id", Kind.SERVER_SET),
                Property.of("resourceType", Kind.SERVER_SET),
                Property.of("used", Kind.SERVER_SET),
                Property.of("hardLimit", Kind.SERVER_SET),
                Property.of("scope", Kind.SERVER_SET),
                Property.of("name", Kind.SERVER_SET),
                Property.of("types", Kind.SERVER_SET),
                Property.of("warnLimit", Kind.SERVER_SET),
                Property.of("softLimit", Kind.SERVER_SET),
                Property.of("description", Kind.SERVER_SET));
    }

    @Override
    public boolean exists(View view, ObjectId id) {
        return id.equals(ID) && isLimited(view);
    }

    /** Whether the account has a quota. */
    static boolean isLimited(View view) {
        return view.account().quotaLimit() > 0;
    }

    @Override
    public List<ObjectId> all(View view, int max) {
        return isLimited(view) ? List.of(ID) : List.of();
    }

    @Override
    public long state(View view) {
        return view.snapshot().modSeq();
    }

    @Override
    public Changes changes(View view, long since, int maxChanges) {
        long state = state(view);
        if (since < 1 || since > state) {
            return new Changes.TooOld();
        }
        boolean changed = since < state && isLimited(view);
        return new Changes.Since(state, false, List.of(), changed ? List.of(ID) : List.of(), List.of(), true);
    }

    @Override
    public Set<String> countProperties() {
        return Set.of("used"); // RFC 9425 §4.3
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out) {
        long limit = view.account().quotaLimit();
        out.writeStartObject();
        for (String property : properties) {
            out.writeName(property);
            switch (property) {
                case "id" -> out.writeString(ID.toString());
                case "resourceType" -> out.writeString(RESOURCE);
                case "used" -> out.writeNumber(view.snapshot().quotaUsed());
                case "hardLimit" -> out.writeNumber(limit);
                case "scope" -> out.writeString(SCOPE);
                case "name" -> out.writeString(NAME);
                case "types" -> {
                    out.writeStartArray();
                    TYPES.forEach(out::writeString);
                    out.writeEndArray();
                }
                case "warnLimit" -> out.writeNumber(limit / 10 * 9);
                default -> out.writeNull();
            }
        }
        out.writeEndObject();
        return List.of();
    }
}
