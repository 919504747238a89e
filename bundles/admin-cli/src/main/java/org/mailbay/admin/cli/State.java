package org.mailbay.admin.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mailbay.admin.cli.AdminClient.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a server is told to be: the items of each {@link Register}, with the fields that can be told, by their keys. */
record State(Map<String, Map<String, ObjectNode>> items) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What the server is now. */
    static State of(AdminClient client, List<Register> registers) throws Failure {
        Map<String, Map<String, ObjectNode>> items = new TreeMap<>();
        for (Register register : registers) {
            Map<String, ObjectNode> byKey = new TreeMap<>();
            for (JsonNode item : client.all(register.path(), Map.of()).path("items")) {
                String key = item.path(register.key()).asString();
                ObjectNode chosen = chosen(item, register.told());
                for (String members : register.members()) {
                    chosen.set(
                            members,
                            client.all(register.item(key, members), Map.of()).path("items"));
                }
                byKey.put(key, chosen);
            }
            items.put(register.name(), byKey);
        }
        return new State(items);
    }

    private static ObjectNode chosen(JsonNode item, Set<String> fields) {
        ObjectNode chosen = JSON.createObjectNode();
        for (String field : fields) {
            if (item.has(field) && !item.get(field).isNull()) {
                chosen.set(field, item.get(field));
            }
        }
        return chosen;
    }

    /**
     * What a document asks for.
     *
     * @throws Failure when it names what this server does not have
     */
    static State of(JsonNode document, List<Register> registers) throws Failure {
        Map<String, Map<String, ObjectNode>> items = new TreeMap<>();
        for (String name : document.propertyNames()) {
            Register register = registers.stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new Failure("This server has no list \"" + name
                            + "\" that can be told; there are: "
                            + String.join(
                                    ", ", registers.stream().map(Register::name).toList()) + "."));
            Map<String, ObjectNode> byKey = new TreeMap<>();
            for (JsonNode item : document.get(name)) {
                ObjectNode asked = checked(item, register);
                if (byKey.put(asked.get(register.key()).asString(), asked) != null) {
                    throw new Failure(name + ": " + asked.get(register.key()) + " is there twice.");
                }
            }
            items.put(name, byKey);
        }
        return new State(items);
    }

    private static ObjectNode checked(JsonNode item, Register register) throws Failure {
        if (!(item instanceof ObjectNode object) || !object.has(register.key())) {
            throw new Failure(register.name() + ": each item is an object with \"" + register.key() + "\".");
        }
        Set<String> told = register.told();
        register.creatable().forEach(field -> told.add(field.name()));
        for (String field : object.propertyNames()) {
            if (!told.contains(field)) {
                throw new Failure(register.name() + ", " + object.get(register.key()) + ": there is no field \"" + field
                        + "\"; there are: " + String.join(", ", told) + ".");
            }
        }
        return object;
    }

    JsonNode document() {
        ObjectNode document = JSON.createObjectNode();
        items.forEach((name, byKey) -> {
            ArrayNode list = document.putArray(name);
            byKey.values().forEach(list::add);
        });
        return document;
    }
}
