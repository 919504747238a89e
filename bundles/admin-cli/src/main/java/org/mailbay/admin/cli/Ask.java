package org.mailbay.admin.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The command of one operation: path variables by position, everything else by options. */
final class Ask implements Callable<Integer> {
    private static final String BODY = "--body";
    private static final String UNSET = "--unset";
    private static final String YES = "--yes";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Main main;
    private final Api.Operation operation;
    private final CommandSpec spec;
    private final Map<String, String> options = new LinkedHashMap<>();

    Ask(Main main, Api.Operation operation) {
        this.main = main;
        this.operation = operation;
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.usageMessage().description(escaped(operation.summary() + "."));
        spec.mixinStandardHelpOptions(true);
        int position = 0;
        for (String variable : operation.variables()) {
            position(position++, Words.dashed(variable), "");
        }
        if (operation.media() != null) {
            position(position, "file", "The file to send.");
        }
        for (Api.Field field : named()) {
            spec.addPositional(PositionalParamSpec.builder()
                    .index(Integer.toString(position++))
                    .paramLabel(Words.dashed(field.name()).toUpperCase(Locale.ROOT))
                    .type(String.class)
                    .arity("0..1")
                    .description(escaped(field.description()))
                    .build());
        }
        operation.query().forEach(this::option);
        operation.fields().forEach(this::option);
        if (!operation.body().isMissingNode()) {
            plain(BODY, "FILE", "A file with the whole body as JSON (- is standard input).", String.class);
        }
        if (operation.verb().equals("PATCH")) {
            spec.addOption(OptionSpec.builder(UNSET)
                    .paramLabel("FIELD")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .description("A field to take away.")
                    .build());
        }
        if (operation.is("dangerous")) {
            flag(YES, "Do not ask.");
        }
    }

    CommandSpec spec() {
        return spec;
    }

    Api.Operation operation() {
        return operation;
    }

    /** What names a thing that is made may be said by position, too. */
    private List<Api.Field> named() {
        return operation.verb().equals("POST")
                ? operation.fields().stream()
                        .filter(field -> field.isRequired() && !field.isSecret() && field.kind() == Api.Kind.TEXT)
                        .toList()
                : List.of();
    }

    private void position(int index, String label, String description) {
        spec.addPositional(PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .paramLabel(label.toUpperCase(Locale.ROOT))
                .type(String.class)
                .arity("1")
                .description(description)
                .build());
    }

    private void option(Api.Field field) {
        String name = "--" + Words.dashed(field.name());
        if (spec.findOption(name) != null || Main.OWN_OPTIONS.contains(name)) {
            name = "--the-" + Words.dashed(field.name());
        }
        options.put(field.name(), name);
        String description = escaped(field.description());
        if (field.isSecret()) {
            flag(name + "-stdin", "Reads it from standard input; otherwise it is asked for. " + description);
            return;
        }
        switch (field.kind()) {
            case FLAG ->
                spec.addOption(OptionSpec.builder(name)
                        .type(Boolean.class)
                        .arity("0..1")
                        .fallbackValue("true")
                        .paramLabel("true|false")
                        .description(description)
                        .build());
            case NUMBER -> plain(name, "N", description, String.class);
            case TEXTS ->
                spec.addOption(OptionSpec.builder(name)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .paramLabel("TEXT")
                        .description(description + " (may be repeated)")
                        .build());
            case JSON -> plain(name, "JSON", description, String.class);
            case TEXT -> {
                OptionSpec.Builder built = OptionSpec.builder(name)
                        .type(String.class)
                        .paramLabel("TEXT")
                        .description(description + words(field));
                if (field.schema().path("enum").isArray()) {
                    built.completionCandidates(field.schema()
                            .path("enum")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList());
                }
                spec.addOption(built.build());
            }
        }
    }

    private static String words(Api.Field field) {
        JsonNode words = field.schema().path("enum");
        return words.isArray()
                ? ": "
                        + String.join(
                                ", ",
                                words.valueStream().map(JsonNode::asString).toList())
                : "";
    }

    private void plain(String name, String label, String description, Class<?> type) {
        spec.addOption(OptionSpec.builder(name)
                .type(type)
                .paramLabel(label)
                .description(description)
                .build());
    }

    private void flag(String name, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build());
    }

    /** Texts of the server are no format strings. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }

    @Override
    public Integer call() throws Failure {
        List<String> given = given();
        Path file = operation.media() == null
                ? null
                : Path.of(given.get(operation.variables().size()));
        AdminClient.Request request = new AdminClient.Request(
                operation.verb(), path(given), query(), body(), file, operation.media(), operation.is("slow"));
        if (operation.is("dangerous") && !value(YES, false) && !isMeant(request)) {
            main.say("Nothing was done.");
            return 1;
        }
        main.show(answer(request));
        return 0;
    }

    private List<String> given() {
        List<String> given = new ArrayList<>();
        spec.positionalParameters().forEach(position -> given.add(position.getValue()));
        return given;
    }

    private JsonNode answer(AdminClient.Request request) throws Failure {
        AdminClient client = main.client();
        if (operation.is("paged")
                && !request.query().containsKey("limit")
                && !request.query().containsKey("after")) {
            return client.all(request.path(), request.query());
        }
        if (!operation.is("slow")) {
            return client.ask(request);
        }
        String id = UUID.randomUUID().toString();
        try (Waiting _ = new Waiting(operation.summary(), () -> share(client, id))) {
            return client.ask(request, id);
        }
    }

    /** How much of something slow is done, from 0 to 1; empty when nobody knows. */
    private static OptionalDouble share(AdminClient client, String id) {
        try {
            JsonNode job = client.ask(AdminClient.Request.of("GET", List.of("work", id), null));
            return job.has("total")
                    ? OptionalDouble.of(
                            job.get("done").asDouble() / job.get("total").asDouble())
                    : OptionalDouble.empty();
        } catch (Failure e) {
            return OptionalDouble.empty(); // it is done, or only begins
        }
    }

    private List<String> path(List<String> given) {
        List<String> path = new ArrayList<>();
        int next = 0;
        for (String segment : operation.path()) {
            path.add(Api.isVariable(segment) ? given.get(next++) : segment);
        }
        return path;
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        for (Api.Field field : operation.query()) {
            Object value = spec.findOption(name(field)).getValue();
            if (value != null) {
                query.put(field.name(), value.toString());
            }
        }
        return query;
    }

    private String name(Api.Field field) {
        return String.valueOf(options.get(field.name()));
    }

    private <T> T value(String option, T otherwise) {
        OptionSpec found = spec.findOption(option);
        T value = found == null ? null : found.getValue();
        return value == null ? otherwise : value;
    }

    private @Nullable JsonNode body() throws Failure {
        if (operation.body().isMissingNode()) {
            return null;
        }
        ObjectNode body = whole(value(BODY, ""));
        List<Api.Field> named = named();
        for (int i = 0; i < named.size(); i++) {
            String value = given().get(operation.variables().size() + i);
            if (value != null) {
                body.put(named.get(i).name(), value);
            }
        }
        for (Api.Field field : operation.fields()) {
            JsonNode value = field.isSecret() ? secret(field, body) : value(field);
            if (value != null) {
                body.set(field.name(), value);
            }
        }
        for (String name : value(UNSET, List.<String>of())) {
            body.putNull(name);
        }
        return body;
    }

    private ObjectNode whole(String file) throws Failure {
        if (file.isEmpty()) {
            return JSON.createObjectNode();
        }
        try {
            byte[] bytes = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            if (JSON.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
            throw new Failure(file + " is no JSON object.");
        } catch (IOException e) {
            throw new Failure("Cannot read " + file + ": " + e.getMessage());
        } catch (JacksonException e) {
            throw new Failure(file + " is no JSON: " + e.getOriginalMessage());
        }
    }

    private @Nullable JsonNode value(Api.Field field) {
        Object given = spec.findOption(name(field)).getValue();
        if (given == null) {
            return null;
        }
        return switch (field.kind()) {
            case FLAG -> JSON.getNodeFactory().booleanNode((Boolean) given);
            case TEXT -> JSON.getNodeFactory().stringNode(given.toString());
            case TEXTS -> {
                ArrayNode texts = JSON.createArrayNode();
                ((List<?>) given).forEach(text -> texts.add(text.toString()));
                yield texts;
            }
            case NUMBER, JSON -> {
                try {
                    yield JSON.readTree(given.toString());
                } catch (JacksonException e) {
                    throw new ParameterException(
                            spec.commandLine(),
                            name(field) + " takes "
                                    + (field.kind() == Api.Kind.NUMBER ? "a number" : "JSON")
                                    + ", not \"" + given + "\".");
                }
            }
        };
    }

    /** Secrets are typed, or come in from a file: on the command line everybody on the machine could read them. */
    private @Nullable JsonNode secret(Api.Field field, ObjectNode body) throws Failure {
        String text;
        if (value(name(field) + "-stdin", false)) {
            try {
                text = new String(System.in.readNBytes(4096), StandardCharsets.UTF_8).replaceAll("\\R\\z", "");
            } catch (IOException e) {
                throw new Failure("Cannot read standard input: " + e.getMessage());
            }
        } else if (!field.isRequired() || body.has(field.name())) {
            return null;
        } else {
            Console console = System.console();
            char[] typed = console == null ? null : console.readPassword("%s: ", field.name());
            if (typed == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Give the " + field.name() + " on standard input: " + name(field) + "-stdin");
            }
            text = new String(typed);
        }
        return JSON.getNodeFactory().stringNode(text);
    }

    private boolean isMeant(AdminClient.Request request) throws Failure {
        Console console = System.console();
        if (console == null) {
            throw new Failure("This cannot be undone; say --yes.");
        }
        String answer = console.readLine(
                "%s (%s)? This cannot be undone [y/N] ", operation.summary(), String.join(" ", request.path()));
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }
}
