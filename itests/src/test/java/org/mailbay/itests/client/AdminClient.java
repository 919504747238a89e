package org.mailbay.itests.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.mailbay.itests.client.HttpConnection.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the admin API with the token of the data folder. */
public final class AdminClient {
    private static final int TIMEOUT_MILLIS = 180_000;

    private final int port;
    private final String token;

    public AdminClient(int port, Path data) throws IOException {
        this.port = port;
        this.token = Files.readString(data.resolve("admin.token")).strip();
    }

    public JsonNode get(String path) throws IOException {
        return send("GET", path, "application/json", new byte[0]);
    }

    public JsonNode post(String path, Map<String, String> body) throws IOException {
        return send("POST", path, "application/json", JsonMapper.shared().writeValueAsBytes(body));
    }

    public JsonNode put(String path, Map<String, ?> body) throws IOException {
        return send("PUT", path, "application/json", JsonMapper.shared().writeValueAsBytes(body));
    }

    /** {@code feature update JAR}. */
    public JsonNode update(Path jar) throws IOException {
        return send("POST", "features", "application/java-archive", Files.readAllBytes(jar));
    }

    /** Sends a jar, or another file. */
    public JsonNode upload(String path, String type, Path file) throws IOException {
        return send("POST", path, type, Files.readAllBytes(file));
    }

    public JsonNode delete(String path) throws IOException {
        return send("DELETE", path, "application/json", new byte[0]);
    }

    private JsonNode send(String method, String path, String type, byte[] body) throws IOException {
        try (HttpConnection http = new HttpConnection(port, TIMEOUT_MILLIS)) {
            Answer answer = http.send(
                    method,
                    "/admin/v1/" + path,
                    Map.of("Authorization", "Bearer " + token, "Content-Type", type),
                    body);
            if (answer.status() >= 300) {
                throw new IOException(method + " " + path + ": " + answer.status() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.json();
        }
    }
}
