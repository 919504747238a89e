package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.sharing.Stored.OfNotification;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Transaction;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** ShareNotification (RFC 9670 §3): what others did to one's rights. {@link ShareWorker} makes them, clients can only remove them. */
@Component(service = DataType.class)
public final class NotificationType implements Settable, Queryable {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    @Override
    public ObjectType type() {
        return Stored.NOTIFICATION;
    }

    @Override
    public String capability() {
        return Stored.CAPABILITY;
    }

    // Mutable as far as the generic checks go, so that any attempt is refused by the changer as what it is: forbidden
    @Override
    public List<Property> properties() {
        return List.of(
                Property.of("id", Property.Kind.SERVER_SET),
                Property.of("created", Property.Kind.MUTABLE),
                Property.of("changedBy", Property.Kind.MUTABLE),
                Property.of("objectType", Property.Kind.MUTABLE),
                Property.of("objectAccountId", Property.Kind.MUTABLE),
                Property.of("objectId", Property.Kind.MUTABLE),
                Property.of("oldRights", Property.Kind.MUTABLE),
                Property.of("newRights", Property.Kind.MUTABLE),
                Property.of("name", Property.Kind.MUTABLE));
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Objects objects = view.snapshot().objects(type());
        List<byte @Nullable []> stored = view.account().bytes(ids);
        List<ObjectId> gone = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            byte[] bytes = stored.get(i);
            if (bytes == null) {
                gone.add(ids.get(i));
                continue;
            }
            JsonNode rest = JsonMapper.shared().readTree(bytes);
            int ordinal = objects.ordinal(ids.get(i));
            out.writeStartObject();
            for (String property : properties) {
                out.writeName(property);
                switch (property) {
                    case "id" -> out.writeString(text(ids.get(i)));
                    case "created" -> {
                        long created = objects.get(OfNotification.CREATED, ordinal);
                        out.writeString(UTC.format(Instant.ofEpochMilli(created)));
                    }
                    case "objectType" -> out.writeString(objects.get(OfNotification.OBJECT_TYPE, ordinal));
                    case "objectAccountId" ->
                        out.writeString(new AccountId(objects.get(OfNotification.OBJECT_ACCOUNT, ordinal)).toString());
                    default -> out.writeTree(rest.path(property).isMissingNode() ? null : rest.get(property));
                }
            }
            out.writeEndObject();
        }
        return gone;
    }

    @Override
    public Query query(View view, ObjectNode arguments) {
        return new NotificationQuery(view.snapshot().objects(type()));
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        return new Changer() {
            @Override
            public Creation create(ObjectNode object) throws SetError {
                throw SetError.of(SetError.FORBIDDEN, null); // RFC 9670 §3.3
            }

            @Override
            public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError {
                throw SetError.of(SetError.FORBIDDEN, null); // RFC 9670 §3.3
            }

            @Override
            public void destroy(Transaction tx, ObjectId id) {
                tx.destroy(type(), id);
            }
        };
    }
}
