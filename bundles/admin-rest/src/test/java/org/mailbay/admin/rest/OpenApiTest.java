package org.mailbay.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
    private static final Set<String> TYPES =
            Set.of("string", "integer", "number", "boolean", "array", "object", "null");

    @TempDir
    private Path data;

    @Test
    void theDocumentIsSound() throws IOException {
        try (Rig rig = new Rig(data)) {
            rig.bind("things", new Things());
            rig.bind("places/{place}/things", new Things());
            JsonNode document = rig.ask("GET", "openapi.json").as("ann").send().json();
            assertThat(document.get("openapi").asString()).isEqualTo("3.1.0");
            assertThat(document.at("/paths/~1things~1{name}/patch/operationId").asString())
                    .isEqualTo("updateThing");
            assertThat(document.at("/paths/~1things~1{name}/delete/x-mailbay-traits")
                            .toString())
                    .isEqualTo("[\"dangerous\"]");
            assertThat(document.at("/paths/~1things~1{name}/delete/tags/0").asString())
                    .isEqualTo("things");
            assertThat(document.at("/paths/~1things/get/responses").toString()).doesNotContain("writeOnly");
            assertThat(document.at("/paths/~1things/post/requestBody").toString())
                    .contains("\"writeOnly\":true");
            assertThat(document.at("/paths/~1session/post/security")).isEmpty();
            assertThat(document.at("/paths/~1things/post/requestBody/content/application~1json/schema/required")
                            .toString())
                    .isEqualTo("[\"name\"]");
            assertThat(document.at("/paths/~1places~1{place}~1things~1{name}/get/parameters"))
                    .hasSize(2);
            assertThat(faults(document)).isEmpty();
        }
    }

    /** What is wrong with a document, by the rules of OpenAPI 3.1 §4.8 and JSON Schema that our documents use. */
    static List<String> faults(JsonNode document) {
        List<String> faults = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(verb -> {
                    JsonNode operation = verb.getValue();
                    String id = operation.get("operationId").asString();
                    if (!ids.add(path.getKey().startsWith("/places") ? "places " + id : id)) {
                        faults.add(id + " twice");
                    }
                    Set<String> variables = new HashSet<>();
                    VARIABLE.matcher(path.getKey()).results().forEach(found -> variables.add(found.group(1)));
                    for (JsonNode parameter : operation.path("parameters")) {
                        if (parameter.get("in").asString().equals("path")
                                && (!variables.remove(parameter.get("name").asString())
                                        || !parameter.path("required").asBoolean())) {
                            faults.add(id + ": parameter " + parameter);
                        }
                        schema(id, parameter.get("schema"), faults);
                    }
                    if (!variables.isEmpty()) {
                        faults.add(id + " does not say " + variables);
                    }
                    if (operation.path("responses").isEmpty()) {
                        faults.add(id + " answers nothing");
                    }
                    operation
                            .path("requestBody")
                            .path("content")
                            .forEach(media -> schema(id, media.get("schema"), faults));
                    operation.at("/responses/2XX/content").forEach(media -> schema(id, media.get("schema"), faults));
                }));
        references(document, document, faults);
        return faults;
    }

    private static void references(JsonNode document, JsonNode node, List<String> faults) {
        if (node.has("$ref")
                && document.at(node.get("$ref").asString().substring(1)).isMissingNode()) {
            faults.add("nothing at " + node.get("$ref"));
        }
        node.forEach(inner -> references(document, inner, faults));
    }

    private static void schema(String id, JsonNode schema, List<String> faults) {
        JsonNode type = schema.path("type");
        if (!type.isMissingNode()) {
            for (JsonNode one : type.isArray() ? type : List.of(type)) {
                if (!TYPES.contains(one.asString())) {
                    faults.add(id + ": type " + one);
                }
            }
        }
        for (JsonNode name : schema.path("required")) {
            if (!schema.path("properties").has(name.asString())) {
                faults.add(id + ": requires " + name);
            }
        }
        schema.path("properties").forEach(property -> schema(id, property, faults));
        if (schema.has("items")) {
            schema(id, schema.get("items"), faults);
        }
        if (schema.path("additionalProperties").isObject()) {
            schema(id, schema.get("additionalProperties"), faults);
        }
    }
}
