package org.mailbay.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Everything the bundles are to be told: their own defaults, overlaid by the file, checked as a whole. */
final class Plan {
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    /** Key of an instance that bundles bring along: {@code false} takes it away. */
    private static final String ENABLED = "enabled";

    private final Schemas schemas;
    private final Map<String, Draft> drafts = new TreeMap<>();
    private final Set<String> disabled = new HashSet<>();

    private Plan(Schemas schemas) {
        this.schemas = schemas;
    }

    /**
     * Makes a plan.
     *
     * @param file null when there is none
     * @throws RefusedException when something in the file is wrong
     */
    static Map<String, Table> of(Schemas schemas, @Nullable TomlText file) throws RefusedException {
        Plan plan = new Plan(schemas);
        for (TomlText defaults : schemas.defaults()) {
            plan.read(defaults, false);
        }
        if (file != null) {
            plan.read(file, true);
        }
        return plan.tables();
    }

    /** @param strict whether a table of an unknown component is wrong: bundles may bring defaults for others that are not there */
    private void read(TomlText text, boolean strict) throws RefusedException {
        for (Map.Entry<String, JsonNode> entry : text.root().properties()) {
            read(text, strict, List.of(entry.getKey()), entry.getValue());
        }
    }

    private void read(TomlText text, boolean strict, List<String> path, JsonNode node) throws RefusedException {
        String name = String.join(".", path);
        if (!node.isObject()) {
            throw text.refused(
                    path, "\"" + name + "\" stands outside of a table" + Nearest.suggestion(name, tableNames()));
        }
        Schema schema = schemas.get(name);
        if (schema != null && schema.factory()) {
            for (Map.Entry<String, JsonNode> instance : node.properties()) {
                readInstance(text, schema, path, instance.getKey(), instance.getValue());
            }
        } else if (schema != null) {
            readTable(text, strict, schema, path, node);
        } else {
            readBelow(text, strict, path, node);
        }
    }

    private void readBelow(TomlText text, boolean strict, List<String> path, JsonNode node) throws RefusedException {
        String name = String.join(".", path);
        boolean leads = schemas.all().stream().anyMatch(schema -> schema.pid().startsWith(name + "."));
        boolean onlyTables =
                node.properties().stream().allMatch(entry -> entry.getValue().isObject());
        if (!leads || node.isEmpty() || !onlyTables) {
            if (strict) {
                throw text.refused(
                        path,
                        "no installed feature has a table [" + name + "]" + Nearest.suggestion(name, tableNames()));
            }
            return;
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            read(text, strict, append(path, entry.getKey()), entry.getValue());
        }
    }

    private void readTable(TomlText text, boolean strict, Schema schema, List<String> path, JsonNode node)
            throws RefusedException {
        Draft draft = drafts.computeIfAbsent(schema.pid(), pid -> new Draft(schema));
        draft.seen(text, path);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            List<String> key = append(path, entry.getKey());
            // A table may stand below a component's own: [jmap] and [jmap.core]
            if (entry.getValue().isObject() && !schema.attributes().containsKey(entry.getKey())) {
                read(text, strict, key, entry.getValue());
            } else {
                draft.put(text, key, entry.getKey(), entry.getValue());
            }
        }
    }

    private void readInstance(TomlText text, Schema schema, List<String> path, String name, JsonNode node)
            throws RefusedException {
        List<String> table = append(path, name);
        if (!node.isObject()) {
            throw text.refused(
                    table,
                    "[" + schema.pid() + "] is one table for each: write [" + schema.pid() + ".NAME] and \"" + name
                            + "\" below it");
        }
        if (!INSTANCE.matcher(name).matches()) {
            throw text.refused(table, "\"" + name + "\" is no name: use letters, digits, dash and underscore");
        }
        String pid = schema.pid() + "~" + name;
        Draft draft = drafts.computeIfAbsent(pid, ignored -> new Draft(schema));
        draft.seen(text, table);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            List<String> key = append(table, entry.getKey());
            if (entry.getKey().equals(ENABLED) && !schema.attributes().containsKey(ENABLED)) {
                enable(text, key, pid, entry.getValue());
            } else {
                draft.put(text, key, entry.getKey(), entry.getValue());
            }
        }
    }

    private void enable(TomlText text, List<String> key, String pid, JsonNode value) throws RefusedException {
        if (!value.isBoolean()) {
            throw text.refused(key, "\"" + ENABLED + "\" must be true or false, not " + value);
        }
        if (value.booleanValue()) {
            disabled.remove(pid);
        } else {
            disabled.add(pid);
        }
    }

    private Map<String, Table> tables() throws RefusedException {
        Map<String, Table> tables = new TreeMap<>();
        for (Map.Entry<String, Draft> entry : drafts.entrySet()) {
            if (!disabled.contains(entry.getKey())) {
                tables.put(entry.getKey(), entry.getValue().table(entry.getKey()));
            }
        }
        return tables;
    }

    private Collection<String> tableNames() {
        return new TreeSet<>(schemas.all().stream().map(Schema::pid).toList());
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    /** A table while it is being put together. */
    private static final class Draft {
        private final Schema schema;
        private final Map<String, Object> values = new HashMap<>();
        private final Map<String, String> origins = new HashMap<>();
        private @Nullable TomlText text;
        private List<String> path = List.of();

        Draft(Schema schema) {
            this.schema = schema;
        }

        void seen(TomlText in, List<String> at) {
            text = in;
            path = at;
        }

        void put(TomlText in, List<String> at, String key, JsonNode node) throws RefusedException {
            String table = "[" + String.join(".", at.subList(0, at.size() - 1)) + "]";
            Attribute attribute = schema.attributes().get(key);
            if (attribute == null) {
                throw in.refused(
                        at,
                        table + " has no key \"" + key + "\""
                                + Nearest.suggestion(key, schema.attributes().keySet()));
            }
            try {
                values.put(key, attribute.value(node));
                origins.put(key, in.name());
            } catch (Attribute.Unacceptable e) {
                throw in.refused(at, "\"" + key + "\" in " + table + " " + e.getMessage());
            }
        }

        Table table(String pid) throws RefusedException {
            for (Attribute attribute : schema.attributes().values()) {
                if (attribute.required() && !values.containsKey(attribute.id()) && text != null) {
                    throw text.refused(
                            path,
                            "[" + String.join(".", path) + "] needs \"" + attribute.id() + "\": "
                                    + attribute.description());
                }
            }
            return new Table(pid, schema, values, origins);
        }
    }
}
