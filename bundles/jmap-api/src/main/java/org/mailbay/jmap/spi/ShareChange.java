package org.mailbay.jmap.spi;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.View;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks in the same commit for those to be told whose rights to an object change (RFC 9670 §3). */
public final class ShareChange {
    /** Its worker turns each into a ShareNotification for each principal whose rights changed. */
    public static final String TOPIC = "share";

    /** In one request, which has a bound; the rest go into further ones. */
    private static final int MAX_PRINCIPALS = 50;

    private static final int MAX_NAME = 1000;

    private ShareChange() {}

    /**
     * Looks at one object.
     *
     * @param before null when it is new
     * @param after null when it is gone
     */
    public static void tell(
            Settable type, View view, Transaction tx, ObjectId id, @Nullable Row before, @Nullable Row after) {
        if (!(type instanceof Shareable shareable) || before == null && after == null) {
            return;
        }
        Map<AccountId, Set<String>> old = before == null ? Map.of() : shareable.shares(before);
        Map<AccountId, Set<String>> now = after == null ? Map.of() : shareable.shares(after);
        if (old.equals(now)) {
            return;
        }
        String name = shareable.name(after == null ? Objects.requireNonNull(before) : after);
        ObjectNode payload = payload(type, view, tx, id, name);
        ObjectNode changes = payload.putObject("changes");
        Set<AccountId> principals = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        principals.addAll(old.keySet());
        principals.addAll(now.keySet());
        for (AccountId principal : principals) {
            Set<String> had = old.getOrDefault(principal, Set.of());
            Set<String> has = now.getOrDefault(principal, Set.of());
            if (!had.equals(has)) {
                if (changes.size() == MAX_PRINCIPALS) {
                    ask(tx, payload);
                    changes = payload.putObject("changes");
                }
                ArrayNode pair = changes.putArray(principal.toString());
                list(had, pair.addArray());
                list(has, pair.addArray());
            }
        }
        if (!changes.isEmpty()) {
            ask(tx, payload);
        }
    }

    private static ObjectNode payload(Settable type, View view, Transaction tx, ObjectId id, String name) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("type", type.type().name());
        payload.put("id", type.text(id));
        payload.put("name", name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name);
        payload.put("by", view.principal().account().toString());
        payload.put("modSeq", tx.modSeq());
        return payload;
    }

    private static void ask(Transaction tx, ObjectNode payload) {
        tx.outbox(TOPIC, payload.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void list(Set<String> rights, ArrayNode out) {
        new TreeSet<>(rights).forEach(out::add);
    }
}
