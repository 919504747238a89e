package org.mailbay.admin.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the admin API of a running server, with the token of its data folder. */
final class AdminClient {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration LONG_PATIENCE = Duration.ofHours(12);

    private final JsonMapper json = JsonMapper.shared();
    private final URI base;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    AdminClient(URI server, Path data) throws Failure {
        base = server.resolve("/admin/v1/");
        Path file = data.resolve("admin.token");
        try {
            token = Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new Failure("There is no " + file + ": has a server run on this data folder? (--data DIR)");
        } catch (IOException e) {
            throw new Failure("Cannot read " + file + ": " + e.getMessage());
        }
    }

    /** What could not be done, in one sentence. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    JsonNode get(String... path) throws Failure {
        return send(request(path).GET());
    }

    /** With parameters of the query. */
    JsonNode get(Map<String, ?> query, String... path) throws Failure {
        StringBuilder text = new StringBuilder();
        query.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8)));
        return send(queried(text.toString(), path).GET());
    }

    /** All items of a list, whose pages it asks for one after the other. */
    JsonNode list(String... path) throws Failure {
        ObjectNode all = json.createObjectNode();
        ArrayNode items = all.putArray("items");
        JsonNode page = get(path);
        while (true) {
            page.get("items").forEach(items::add);
            if (!page.has("next")) {
                return all;
            }
            page = get(Map.of("after", page.get("next").asString()), path);
        }
    }

    JsonNode put(Map<String, ?> body, String... path) throws Failure {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
    }

    JsonNode delete(String... path) throws Failure {
        return send(request(path).DELETE());
    }

    JsonNode post(Map<String, ?> body, String... path) throws Failure {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
    }

    /** What may take hours. */
    JsonNode postLong(Map<String, ?> body, String... path) throws Failure {
        return send(request(path)
                .timeout(LONG_PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
    }

    JsonNode post(Path file, String... path) throws Failure {
        try {
            return send(request(path)
                    .header("Content-Type", "application/java-archive")
                    .POST(BodyPublishers.ofFile(file)));
        } catch (IOException e) {
            throw new Failure("Cannot read " + file + ".");
        }
    }

    private HttpRequest.Builder request(String... path) {
        return queried("", path);
    }

    private HttpRequest.Builder queried(String query, String... path) {
        StringBuilder relative = new StringBuilder();
        for (String segment : path) {
            relative.append(relative.isEmpty() ? "" : "/")
                    .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return HttpRequest.newBuilder(base.resolve(relative + query))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder request) throws Failure {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            JsonNode body = response.body().length == 0 ? json.createObjectNode() : json.readTree(response.body());
            if (response.statusCode() >= 300) {
                JsonNode detail = body.get("detail");
                throw new Failure(
                        detail == null ? "The server answered " + response.statusCode() + "." : detail.asString());
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
}
