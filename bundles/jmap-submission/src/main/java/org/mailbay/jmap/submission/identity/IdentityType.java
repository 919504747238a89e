package org.mailbay.jmap.submission.identity;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfIdentity;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Identity/get, /changes and /set (RFC 8621 §6). Each user has one for the own address, which cannot be destroyed. */
@Component(service = {DataType.class, Schema.class})
public final class IdentityType implements Settable, Schema {
    private static final List<Property> PROPERTIES = List.of(
            Property.of("id", Kind.SERVER_SET),
            Property.of("name", Kind.MUTABLE),
            Property.of("email", Kind.IMMUTABLE),
            Property.of("replyTo", Kind.MUTABLE),
            Property.of("bcc", Kind.MUTABLE),
            Property.of("textSignature", Kind.MUTABLE),
            Property.of("htmlSignature", Kind.MUTABLE),
            Property.of("mayDelete", Kind.SERVER_SET));

    private final Postman postman;

    @Activate
    public IdentityType(@Reference Postman postman) {
        this.postman = postman;
    }

    @Override
    public ObjectType type() {
        return Types.IDENTITY;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of("email", OfIdentity.EMAIL, "default", OfIdentity.DEFAULT);
    }

    @Override
    public String capability() {
        return Types.SUBMISSION_CAPABILITY;
    }

    @Override
    public List<Property> properties() {
        return PROPERTIES;
    }

    /** Makes the identity of the user's own address when there is none yet. */
    @Override
    public View prepare(View view) throws IOException {
        String address = view.principal().address();
        if (!view.isOwn() || view.readOnly() || !address.contains("@") || hasDefault(view.snapshot(), address)) {
            return view;
        }
        try {
            make(view, address);
        } catch (OverQuotaException e) {
            return view; // who has no room for it can read all the same
        }
        return view.at(view.account().snapshot());
    }

    private static void make(View view, String address) throws IOException {
        view.account().<Boolean, RuntimeException>write(tx -> {
            if (!hasDefault(tx.snapshot(), address)) {
                ObjectNode identity = fresh(address);
                identity.put("name", view.principal().name());
                Row row = Row.EMPTY.with(OfIdentity.EMAIL, address).with(OfIdentity.DEFAULT, 1);
                tx.create(Types.IDENTITY, row, StoredJson.bytes(identity), List.of());
            }
            return true;
        });
    }

    private static boolean hasDefault(Snapshot snapshot, String address) {
        Objects identities = snapshot.objects(Types.IDENTITY);
        for (int ordinal : identities.all().toArray()) {
            if (identities.get(OfIdentity.DEFAULT, ordinal) != 0
                    && identities.get(OfIdentity.EMAIL, ordinal).equals(address)) {
                return true;
            }
        }
        return false;
    }

    /** RFC 8621 §6: what is not given. */
    static ObjectNode fresh(String email) {
        ObjectNode identity = JsonNodeFactory.instance.objectNode();
        identity.put("name", "");
        identity.put("email", email);
        identity.putNull("replyTo");
        identity.putNull("bcc");
        identity.put("textSignature", "");
        identity.put("htmlSignature", "");
        return identity;
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Objects identities = view.snapshot().objects(Types.IDENTITY);
        return StoredJson.get(view, ids, properties, out, (identity, id) -> {
            identity.put("id", id.toString());
            identity.put("mayDelete", identities.get(OfIdentity.DEFAULT, identities.ordinal(id)) == 0);
        });
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        return new IdentityChanger(view, postman);
    }
}
