package org.mailbay.jmap.submission.identity;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfIdentity;
import org.mailbay.jmap.submission.Values;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.mime.Address;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Identity/set (RFC 8621 §6.3). */
final class IdentityChanger implements Changer {
    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_SIGNATURE = 100_000;
    private static final int MOST = 200;

    private final View view;
    private final Postman postman;

    IdentityChanger(View view, Postman postman) {
        this.view = view;
        this.postman = postman;
    }

    @Override
    public Creation create(ObjectNode object) throws SetError, IOException {
        JsonNode given = object.get("email");
        if (given == null || !given.isString()) {
            throw SetError.invalidProperties("not a string", "email");
        }
        String email = given.stringValue();
        boolean isPattern = email.startsWith("*@");
        if (!isPattern && Address.parse(email).isEmpty()) {
            throw SetError.invalidProperties("not an address", "email");
        }
        if (isPattern || !postman.maySendAs(view.account().id(), email)) {
            throw SetError.of("forbiddenFrom", "not an address of yours: " + email); // RFC 8621 §6.3
        }
        ObjectNode identity = IdentityType.fresh(email);
        ObjectNode defaults = identity.deepCopy();
        defaults.remove("email");
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!entry.getKey().equals("email")) {
                identity.set(entry.getKey(), checked(entry.getKey(), entry.getValue()));
                defaults.remove(entry.getKey());
            }
        }
        defaults.put("mayDelete", true);
        return tx -> {
            if (tx.snapshot().objects(Types.IDENTITY).all().size() >= MOST) {
                throw SetError.of(SetError.OVER_QUOTA, "at most " + MOST + " identities");
            }
            Row row = Row.EMPTY.with(OfIdentity.EMAIL, email);
            ObjectId id = tx.create(Types.IDENTITY, row, StoredJson.bytes(identity), List.of());
            defaults.put("id", id.toString());
            return new Created(id, defaults);
        };
    }

    /** A value that may be stored; null is the default (RFC 8620 §5.3). */
    private static JsonNode checked(String property, JsonNode value) throws SetError {
        return switch (property) {
            case "replyTo", "bcc" -> Values.addressesOrNull(property, value);
            case "name" -> text(property, value, LONGEST_NAME);
            case "textSignature", "htmlSignature" -> text(property, value, LONGEST_SIGNATURE);
            default -> throw SetError.invalidProperties("unknown", property);
        };
    }

    private static JsonNode text(String property, JsonNode value, int most) throws SetError {
        String text = Values.textOrNull(property, value, most);
        if (text != null && property.equals("name") && text.chars().anyMatch(c -> c < ' ')) {
            throw SetError.invalidProperties("control characters", property);
        }
        return JsonNodeFactory.instance.stringNode(text == null ? "" : text);
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError, IOException {
        Row row = tx.row(id);
        byte[] bytes = row == null ? null : view.account().bytes(id);
        if (row == null || bytes == null) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        ObjectNode old = StoredJson.read(bytes);
        ObjectNode identity = patch.apply(old);
        for (String property : patch.properties()) {
            identity.set(property, checked(property, identity.get(property)));
        }
        if (!identity.equals(old)) {
            tx.update(Types.IDENTITY, id, row, StoredJson.bytes(identity), List.of());
        }
        return null;
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) throws SetError {
        Row row = tx.row(id);
        if (row == null) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        if (row.get(OfIdentity.DEFAULT) != 0) {
            throw SetError.of(SetError.FORBIDDEN, "the identity of the user's own address"); // RFC 8621 §6
        }
        tx.destroy(Types.IDENTITY, id);
    }
}
