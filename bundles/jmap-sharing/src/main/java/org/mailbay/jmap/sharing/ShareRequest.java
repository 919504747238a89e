package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.store.AccountId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an owner's transaction asks for when it changes who may do what with an object.
 *
 * @param type the object's, by name
 * @param name what people call the object
 * @param by the account of who did it
 * @param modSeq the transaction's, in the owner's account
 * @param changes by the account of those whose rights are others now
 */
record ShareRequest(String type, String id, String name, AccountId by, long modSeq, Map<AccountId, Change> changes) {
    /** Rights before and after; no rights is nothing at all. */
    record Change(Set<String> before, Set<String> after) {}

    /** Reads what {@code jmap-core} wrote. */
    static ShareRequest of(byte[] payload) throws IOException {
        try {
            JsonNode json = JsonMapper.shared().readTree(payload);
            Map<AccountId, Change> changes = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : json.get("changes").properties()) {
                JsonNode pair = entry.getValue();
                changes.put(account(entry.getKey()), new Change(names(pair.get(0)), names(pair.get(1))));
            }
            return new ShareRequest(
                    json.get("type").stringValue(),
                    json.get("id").stringValue(),
                    json.get("name").stringValue(),
                    account(json.get("by").stringValue()),
                    json.get("modSeq").longValue(),
                    changes);
        } catch (JacksonException | NullPointerException e) {
            throw new IOException("a request that is none of ours", e);
        }
    }

    private static AccountId account(String text) throws IOException {
        return AccountId.parse(text).orElseThrow(() -> new IOException("no account's id"));
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new TreeSet<>();
        array.forEach(name -> names.add(name.stringValue()));
        return names;
    }
}
