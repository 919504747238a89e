package org.mailbay.admin.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
                ObjectNode told = item.getValue().deepCopy();
                told.remove(register.members());
                steps.addAll(
                        present == null
                                ? make(register, item.getKey(), told)
                                : change(register, item.getKey(), present, told));
                for (String members : register.members()) {
                    if (item.getValue().has(members)) {
                        membership(register, item.getKey(), members, present, item.getValue())
                                .ifPresent(steps::add);
                    }
                }
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

    private static Optional<Step> membership(
            Register register, String key, String members, @Nullable ObjectNode present, ObjectNode asked) {
        Set<String> there = present == null ? Set.of() : texts(present.path(members));
        Set<String> wanted = texts(asked.path(members));
        ObjectNode change = JsonMapper.shared().createObjectNode();
        wanted.stream().filter(one -> !there.contains(one)).forEach(change.putArray(Register.ADD)::add);
        there.stream().filter(one -> !wanted.contains(one)).forEach(change.putArray(Register.REMOVE)::add);
        return there.equals(wanted)
                ? Optional.empty()
                : Optional.of(new Step(
                        "~ " + register.name() + " " + key + "  " + members + " " + change,
                        AdminClient.Request.of("POST", register.item(key, members), change)));
    }

    private static Set<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Makes an item, and tells it afterwards what only an item that is there can be told. */
    private static List<Step> make(Register register, String key, ObjectNode asked) {
        String what = "+ " + register.name() + " " + key;
        if (register.create() == null) {
            return List.of(
                    new Step(what, AdminClient.Request.of("PUT", register.item(key), without(asked, register.key()))));
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
                    AdminClient.Request.of(register.update().verb(), register.item(key), rest)));
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
                        register.item(key),
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
        return new Step("- " + register.name() + " " + key, AdminClient.Request.of("DELETE", register.item(key), null));
    }
}
