package org.mailbay.admin.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Parameter;
import org.mailbay.admin.spi.Shape;
import org.mailbay.admin.spi.Template;
import org.mailbay.admin.spi.Verb;

/** Writes operations as an OpenAPI 3.1 document. */
final class OpenApi {
    private static final String SCHEMA = "schema";
    private static final String DESCRIPTION = "description";

    private OpenApi() {}

    static Map<String, Object> document(List<Routes.Listed> operations) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Mailbay administration", "version", "1"));
        document.put("servers", List.of(Map.of("url", "/admin/v1")));
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Routes.Listed listed : operations) {
            paths.computeIfAbsent("/" + listed.path(), _ -> new LinkedHashMap<>())
                    .put(listed.operation().verb().name().toLowerCase(Locale.ROOT), operation(listed));
        }
        document.put("paths", paths);
        document.put("components", components());
        document.put("security", List.of(scheme("basic"), scheme("bearer"), scheme("cookie")));
        return document;
    }

    private static Map<String, Object> scheme(String name) {
        return Map.of(name, List.of());
    }

    private static Map<String, Object> components() {
        Map<String, Object> schemes = new LinkedHashMap<>();
        schemes.put("basic", Map.of("type", "http", "scheme", "basic"));
        schemes.put("bearer", Map.of("type", "http", "scheme", "bearer"));
        schemes.put("cookie", Map.of("type", "apiKey", "in", "cookie", "name", "__Host-mailbay"));
        Shape problem = Shape.object(
                Shape.field("type", Shape.text(), "urn:mailbay:problem: and a code"),
                Shape.field("status", Shape.number(400, 599), "as in the status line"),
                Shape.field("detail", Shape.text(), "one sentence for people"),
                Shape.optional(
                        "errors",
                        Shape.list(
                                Shape.object(
                                        Shape.optional("pointer", Shape.text(), "where in the body (RFC 6901)"),
                                        Shape.optional("parameter", Shape.text(), "which one of path or query"),
                                        Shape.field("code", Shape.text(), "for programs"),
                                        Shape.field("detail", Shape.text(), "one sentence for people")),
                                20),
                        "what is wrong where"),
                Shape.optional("trace", Shape.text(), "id of the request in the logs"));
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", Map.of("Problem", problem.schema()));
        components.put(
                "responses",
                Map.of(
                        "Problem",
                        content(
                                "A refusal (RFC 9457)",
                                "application/problem+json",
                                Map.of("$ref", "#/components/schemas/Problem"))));
        components.put("securitySchemes", schemes);
        return components;
    }

    private static Map<String, Object> content(String description, String type, Map<String, Object> schema) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put(DESCRIPTION, description);
        content.put("content", Map.of(type, Map.of(SCHEMA, schema)));
        return content;
    }

    private static Map<String, Object> operation(Routes.Listed listed) {
        Template path = listed.path();
        Operation operation = listed.operation();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("operationId", operation.id());
        shown.put("summary", operation.summary());
        shown.put("tags", List.of(listed.resource().toString()));
        List<Map<String, Object>> parameters = new ArrayList<>();
        for (String variable : path.variables()) {
            parameters.add(parameter(variable, "path", "Of the path.", true, Shape.text()));
        }
        for (Parameter parameter : operation.parameters()) {
            parameters.add(parameter(parameter.name(), "query", parameter.description(), false, parameter.shape()));
        }
        if (operation.verb() == Verb.POST) {
            parameters.add(parameter(
                    "Idempotency-Key",
                    "header",
                    "What is sent twice with it is done once.",
                    false,
                    Shape.text(1, 255)));
        }
        if (operation.verb().isChange()) {
            parameters.add(
                    parameter("If-Match", "header", "The ETag that is to be changed (RFC 9110).", false, Shape.text()));
        }
        if (!parameters.isEmpty()) {
            shown.put("parameters", parameters);
        }
        body(shown, operation);
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put(
                "2XX", content("Done", Replies.JSON, shown(operation.answers().schema())));
        responses.put("default", Map.of("$ref", "#/components/responses/Problem"));
        shown.put("responses", responses);
        if (operation.id().equals(SessionResource.LOG_IN)) {
            shown.put("security", List.of());
        }
        shown.put("x-mailbay-role", operation.need().role().name());
        shown.put("x-mailbay-scope", operation.need().scope());
        shown.put(
                "x-mailbay-traits",
                operation.traits().stream()
                        .sorted()
                        .map(trait -> trait.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
        return shown;
    }

    /** As the schema of an answer: its secrets are there to be read. */
    private static Map<String, Object> shown(Map<?, ?> schema) {
        Map<String, Object> shown = new LinkedHashMap<>();
        schema.forEach((name, value) -> {
            if (!name.equals("writeOnly")) {
                shown.put(String.valueOf(name), value instanceof Map<?, ?> inner ? shown(inner) : value);
            }
        });
        return shown;
    }

    private static void body(Map<String, Object> shown, Operation operation) {
        Shape.Fields takes = operation.takes();
        Operation.Content bytes = operation.content();
        if (takes != null) {
            String type = operation.verb() == Verb.PATCH ? "application/merge-patch+json" : Replies.JSON;
            shown.put("requestBody", content("What is asked", type, takes.schema()));
        } else if (bytes != null) {
            shown.put(
                    "requestBody",
                    content("At most " + bytes.maxBytes() + " bytes", bytes.type(), Map.of("type", "string")));
        }
    }

    private static Map<String, Object> parameter(
            String name, String in, String description, boolean isRequired, Shape shape) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put(DESCRIPTION, description);
        if (isRequired) {
            parameter.put("required", true);
        }
        parameter.put(SCHEMA, shape.schema());
        return parameter;
    }
}
