package org.mailbay.example.jmap.datatype;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.jmap.SetError;
import org.mailbay.store.AccountId;
import org.mailbay.store.Row;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The property {@code shareWith} (RFC 9670 §4): who else may read a bookmark, by the id of a principal. */
final class Readers {
    static final String PROPERTY = "shareWith";

    private static final int MOST = 100;

    private Readers() {}

    /** The accounts of those who may read it. */
    static List<AccountId> of(Row row) {
        return row.get(Bookmarks.READERS).stream()
                .map(AccountId::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    /** As the owner sees it; null when nobody else may. */
    static JsonNode json(Row row) {
        List<AccountId> readers = of(row);
        if (readers.isEmpty()) {
            return NullNode.instance;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        // A principal's id is its account's, with another letter
        readers.forEach(
                account -> json.putObject("p" + account.toString().substring(1)).put(Bookmarks.MAY_READ, true));
        return json;
    }

    /** What a client sent. That a principal is in the owner's tenant is looked at when it comes to read. */
    static Row with(Row row, AccountId owner, JsonNode sent) throws SetError {
        if (sent.isNull()) {
            return row.with(Bookmarks.READERS, Set.of());
        }
        if (!sent.isObject() || sent.size() > MOST) {
            throw refused("neither null nor an object of at most " + MOST + " principals");
        }
        Set<String> readers = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            AccountId reader = Optional.of(entry.getKey())
                    .filter(id -> id.startsWith("p"))
                    .flatMap(id -> AccountId.parse("a" + id.substring(1)))
                    .filter(account -> !account.equals(owner))
                    .orElseThrow(() -> refused("no other principal"));
            if (mayRead(entry.getValue())) {
                readers.add(reader.toString());
            }
        }
        return row.with(Bookmarks.READERS, readers);
    }

    private static boolean mayRead(JsonNode rights) throws SetError {
        JsonNode mayRead = rights.get(Bookmarks.MAY_READ);
        if (!rights.isObject()
                || rights.size() > (mayRead == null ? 0 : 1)
                || mayRead != null && !mayRead.isBoolean()) {
            throw refused("the only right is " + Bookmarks.MAY_READ);
        }
        return mayRead != null && mayRead.booleanValue();
    }

    private static SetError refused(String why) {
        return SetError.invalidProperties(why, PROPERTY);
    }
}
