package org.mailbay.admin.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mailbay.admin.cli.AdminClient.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change on the way from what a server is to what it should be.
 *
 * @param what for people: what is made, changed or taken away, and how
 */
record Step(String what, AdminClient.Request request) {
    /**
     * The changes that make a server what a document asks for, those first that others stand on; none when it is that already. What
     * the document does not name stays as it is, but for items of the lists that it names, when they are to be pruned.
     *
     * @throws Failure when something cannot become what is asked for
     */
    static List<Step> between(State now, State asked, List<Register> registers, boolean prune) throws Failure {
        List<Step> steps = new ArrayList<>();
        List<Step> removals = new ArrayList<>();
        for (Register register : registers) {
            Map<String, ObjectNode> wanted = asked.items().get(register.name());
            if (wanted == null) {
                continue;
            }
            Map<String, ObjectNode> there = now.items().getOrDefault(register.name(), Map.of());
            for (Map.Entry<String, ObjectNode> item : wanted.entrySet()) {
                ObjectNode present = there.get(item.getKey());
                steps.addAll(
                        present == null
                                ? make(register, item.getKey(), item.getValue())
                                : change(register, item.getKey(), present, item.getValue()));
            }
            if (prune) {
                for (String key : new TreeMap<>(there).descendingKeySet()) {
                    if (!wanted.containsKey(key)) {
                        removals.add(remove(register, key));
                    }
                }
            }
        }
        steps.addAll(removals.reversed());
        return steps;
    }

    /** Makes an item, and tells it afterwards what only an item that is there can be told. */
    private static List<Step> make(Register register, String key, ObjectNode asked) {
        String what = "+ " + register.name() + " " + key;
        if (register.create() == null) {
            return List.of(
                    new Step(what, AdminClient.Request.of("PUT", item(register, key), without(asked, register.key()))));
        }
        Set<String> creatable = names(register.creatable());
        ObjectNode first = asked.deepCopy();
        first.retain(creatable);
        ObjectNode rest = asked.deepCopy();
        rest.remove(creatable);
        rest.remove(register.key());
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(what, AdminClient.Request.of("POST", register.path(), first)));
        if (!rest.isEmpty() && register.update() != null) {
            steps.add(new Step(
                    "~ " + register.name() + " " + key + "  " + rest,
                    AdminClient.Request.of(register.update().verb(), item(register, key), rest)));
        }
        return steps;
    }

    private static Set<String> names(List<Api.Field> fields) {
        return fields.stream().map(Api.Field::name).collect(Collectors.toSet());
    }

    private static List<Step> change(Register register, String key, ObjectNode present, ObjectNode asked)
            throws Failure {
        Map<String, Api.Field> changeable =
                register.changeable().stream().collect(Collectors.toMap(Api.Field::name, field -> field));
        Map<String, Api.Field> told = new HashMap<>(changeable);
        register.creatable().forEach(field -> told.putIfAbsent(field.name(), field));
        ObjectNode change = JsonMapper.shared().createObjectNode();
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : asked.properties()) {
            String name = field.getKey();
            JsonNode was = present.path(name);
            // A secret is only for who is made: what it is now, the server does not tell.
            if (isSame(was, field.getValue())
                    || told.containsKey(name) && told.get(name).isSecret()) {
                continue;
            }
            if (!changeable.containsKey(name)) {
                throw new Failure(register.name() + " " + key + ": \"" + name + "\" cannot be changed any more; it is "
                        + was + ".");
            }
            change.set(name, field.getValue());
            differences.add(name + ": " + (was.isMissingNode() ? "nothing" : was) + " -> " + field.getValue());
        }
        if (register.update() == null || differences.isEmpty()) {
            return List.of();
        }
        boolean isPatch = register.update().verb().equals("PATCH");
        return List.of(new Step(
                "~ " + register.name() + " " + key + "  " + String.join(", ", differences),
                AdminClient.Request.of(
                        isPatch ? "PATCH" : "PUT",
                        item(register, key),
                        isPatch ? change : whole(present, change, changeable.keySet()))));
    }

    /** A list of no items is the same as none. */
    private static boolean isSame(JsonNode was, JsonNode asked) {
        return was.equals(asked)
                || was.isNumber() && asked.isNumber() && was.asDouble() == asked.asDouble()
                || isNothing(was) && isNothing(asked);
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || value.isContainer() && value.isEmpty()
                || value.isString() && value.stringValue().isEmpty();
    }

    private static ObjectNode whole(ObjectNode present, ObjectNode change, Set<String> fields) {
        ObjectNode whole = present.deepCopy();
        whole.setAll(change);
        whole.retain(fields);
        return whole;
    }

    private static ObjectNode without(ObjectNode asked, String field) {
        ObjectNode rest = asked.deepCopy();
        rest.remove(field);
        return rest;
    }

    private static Step remove(Register register, String key) throws Failure {
        if (register.delete() == null) {
            throw new Failure(register.name() + " " + key + " cannot be taken away.");
        }
        return new Step(
                "- " + register.name() + " " + key, AdminClient.Request.of("DELETE", item(register, key), null));
    }

    private static List<String> item(Register register, String key) {
        List<String> path = new ArrayList<>(register.path());
        path.add(key);
        return path;
    }
}
