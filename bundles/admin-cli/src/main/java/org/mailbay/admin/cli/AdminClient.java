package org.mailbay.admin.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the admin API of a running server, with a bearer token. */
final class AdminClient {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LONG_PATIENCE = Duration.ofHours(12);
    private static final int PAGE = 1_000;

    private final JsonMapper json = JsonMapper.shared();
    private final URI base;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    AdminClient(URI server, String token) {
        base = server.resolve("/admin/v1/");
        this.token = token;
    }

    /** What could not be done, in one sentence. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    /**
     * What is asked.
     *
     * @param path its segments, as they are
     * @param file whose bytes are the body; otherwise {@code body} is, when there is one
     * @param isSlow whether it may take hours
     */
    record Request(
            String verb,
            List<String> path,
            Map<String, String> query,
            @Nullable JsonNode body,
            @Nullable Path file,
            @Nullable String media,
            boolean isSlow) {
        static Request of(String verb, List<String> path, @Nullable JsonNode body) {
            return new Request(verb, path, Map.of(), body, null, null, false);
        }
    }

    /** What the server can be asked. */
    Api api() throws Failure {
        return Api.of(ask(Request.of("GET", List.of("openapi.json"), null)));
    }

    /** All items of a list, whose pages it asks for one after the other. */
    JsonNode all(List<String> path, Map<String, String> query) throws Failure {
        ObjectNode all = json.createObjectNode();
        ArrayNode items = all.putArray("items");
        Map<String, String> asked = new java.util.TreeMap<>(query);
        asked.put("limit", Integer.toString(PAGE));
        while (true) {
            JsonNode page = ask(new Request("GET", path, asked, null, null, null, false));
            page.path("items").forEach(items::add);
            if (!page.has("next")) {
                return all;
            }
            asked.put("after", page.get("next").asString());
        }
    }

    /** The answer of the server. */
    JsonNode ask(Request request) throws Failure {
        return ask(request, UUID.randomUUID().toString());
    }

    /**
     * The answer of the server.
     *
     * @param id by which the server does it once only, and says in {@code work} how far something slow is
     */
    JsonNode ask(Request request, String id) throws Failure {
        HttpRequest.Builder built = HttpRequest.newBuilder(base.resolve(relative(request)))
                .timeout(request.isSlow() ? LONG_PATIENCE : PATIENCE)
                .header("Authorization", "Bearer " + token)
                .method(request.verb(), body(request));
        if (request.file() != null && request.media() != null) {
            built.header("Content-Type", request.media());
        } else if (request.body() != null) {
            built.header(
                    "Content-Type",
                    request.verb().equals("PATCH") ? "application/merge-patch+json" : "application/json");
        }
        if (request.verb().equals("POST")) {
            built.header("Idempotency-Key", id);
        }
        if (request.isSlow()) {
            built.header("X-Mailbay-Work", id);
        }
        return send(built.build());
    }

    private BodyPublisher body(Request request) throws Failure {
        if (request.file() != null) {
            try {
                return BodyPublishers.ofFile(request.file());
            } catch (IOException e) {
                throw new Failure("Cannot read " + request.file() + ".");
            }
        }
        return request.body() == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(json.writeValueAsBytes(request.body()));
    }

    private static String relative(Request request) {
        String path = request.path().stream().map(AdminClient::encoded).collect(Collectors.joining("/"));
        String query = request.query().entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        // A segment with a colon in it would be taken for a scheme.
        return "./" + path + (query.isEmpty() ? "" : "?" + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode send(HttpRequest request) throws Failure {
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            JsonNode body = response.body().length == 0 ? json.createObjectNode() : json.readTree(response.body());
            if (response.statusCode() >= 300) {
                throw new Failure(refusal(response.statusCode(), body));
            }
            return body;
        } catch (ConnectException e) {
            throw new Failure("No server answers at " + base + " (--server URL).");
        } catch (IOException e) {
            throw new Failure("The connection broke: " + e.getMessage());
        } catch (JacksonException e) {
            throw new Failure("The answer is no JSON: is this a Mailbay server?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.");
        }
    }

    /** RFC 9457: the sentence, and below it what is wrong with each field. */
    private static String refusal(int status, JsonNode problem) {
        StringBuilder text = new StringBuilder(problem.path("detail").asString("The server answered " + status + "."));
        if (problem.path("errors").size() > 1) {
            for (JsonNode error : problem.path("errors")) {
                text.append("\n  ")
                        .append(error.path("pointer")
                                .asString(error.path("parameter").asString("")))
                        .append(": ")
                        .append(error.path("detail").asString(""));
            }
        }
        return text.toString();
    }
}
