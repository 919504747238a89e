package org.mailbay.admin.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a server can be asked, as it says itself in its OpenAPI document (3.1): the commands are made of it, so that a plugin's
 * resource has commands, too.
 */
record Api(List<Operation> operations) {
    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");
    private static final JsonNode NOTHING = JsonNodeFactory.instance.missingNode();

    /**
     * One operation.
     *
     * @param verb HTTP method, in capitals
     * @param path its segments below {@code /admin/v1}; a variable is in braces
     * @param query its parameters
     * @param body JSON Schema of the object it takes; missing when it takes none
     * @param media type of a body that is no JSON
     * @param answer JSON Schema of the answer
     */
    record Operation(
            String verb,
            List<String> path,
            String id,
            String summary,
            List<Field> query,
            JsonNode body,
            @Nullable String media,
            JsonNode answer,
            Set<String> traits) {
        boolean is(String trait) {
            return traits.contains(trait);
        }

        /** The fields of the object it takes. */
        List<Field> fields() {
            return Field.of(body);
        }

        /** The names of the path's variables, in order. */
        List<String> variables() {
            return path.stream().filter(Api::isVariable).map(Api::name).toList();
        }
    }

    /**
     * A field of an object, or a parameter of a query.
     *
     * @param schema its JSON Schema
     */
    record Field(String name, JsonNode schema, String description, boolean isRequired) {
        static List<Field> of(JsonNode object) {
            Set<String> required = texts(object.path("required"));
            List<Field> fields = new ArrayList<>();
            object.path("properties")
                    .forEachEntry((name, schema) -> fields.add(
                            new Field(name, schema, schema.path("description").asString(""), required.contains(name))));
            return fields;
        }

        /** Whether nobody should see what is typed. */
        boolean isSecret() {
            return schema.path("format").asString("").equals("password");
        }

        Kind kind() {
            return Kind.of(schema);
        }
    }

    /** How a value is typed on a command line. */
    enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        TEXTS,
        JSON;

        static Kind of(JsonNode schema) {
            return switch (type(schema)) {
                case "string" -> TEXT;
                case "integer", "number" -> NUMBER;
                case "boolean" -> FLAG;
                case "array" -> type(schema.path("items")).equals("string") ? TEXTS : JSON;
                default -> JSON;
            };
        }

        /** The type of what may also be null is the other one. */
        private static String type(JsonNode schema) {
            JsonNode type = schema.path("type");
            if (type.isArray()) {
                return type.valueStream()
                        .map(JsonNode::asString)
                        .filter(name -> !name.equals("null"))
                        .findFirst()
                        .orElse("");
            }
            return type.asString("");
        }
    }

    static Api of(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((verb, operation) -> {
                    if (VERBS.contains(verb)) {
                        operations.add(operation(verb.toUpperCase(Locale.ROOT), path, operation));
                    }
                }));
        return new Api(operations);
    }

    private static Operation operation(String verb, String path, JsonNode said) {
        List<Field> query = new ArrayList<>();
        for (JsonNode parameter : said.path("parameters")) {
            if (parameter.path("in").asString().equals("query")) {
                query.add(new Field(
                        parameter.path("name").asString(),
                        parameter.path("schema"),
                        parameter.path("description").asString(""),
                        parameter.path("required").asBoolean(false)));
            }
        }
        JsonNode bodies = said.path("requestBody").path("content");
        Optional<String> media = bodies.propertyStream()
                .map(java.util.Map.Entry::getKey)
                .filter(type -> !type.contains("json"))
                .findFirst();
        return new Operation(
                verb,
                Arrays.stream(path.split("/")).filter(s -> !s.isEmpty()).toList(),
                said.path("operationId").asString(),
                said.path("summary").asString(""),
                query,
                json(bodies),
                media.orElse(null),
                answer(said.path("responses")),
                texts(said.path("x-mailbay-traits")));
    }

    private static JsonNode answer(JsonNode responses) {
        return responses
                .propertyStream()
                .filter(response -> response.getKey().startsWith("2"))
                .map(response -> json(response.getValue().path("content")))
                .findFirst()
                .orElse(NOTHING);
    }

    /** The schema of a body of JSON, of whatever kind. */
    private static JsonNode json(JsonNode content) {
        return content.propertyStream()
                .filter(type -> type.getKey().contains("json"))
                .map(type -> type.getValue().path("schema"))
                .findFirst()
                .orElse(NOTHING);
    }

    private static Set<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    }

    static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static String name(String segment) {
        return segment.substring(1, segment.length() - 1);
    }
}
