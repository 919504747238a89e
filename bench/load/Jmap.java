package load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JMAP client of one user (RFC 8620), with Basic authentication. */
final class Jmap {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final int port;
    private final String authorization;
    private final JsonNode session;
    private final String account;

    Jmap(int port, String user, String password) throws IOException {
        this.port = port;
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        session = json(get("http://127.0.0.1:" + port + "/jmap/session"));
        account = session.at("/primaryAccounts/urn:ietf:params:jmap:mail").asString();
    }

    private HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", authorization);
    }

    private byte[] get(String url) throws IOException {
        return send(request(url).GET());
    }

    private static JsonNode json(byte[] bytes) {
        return JSON.readTree(bytes);
    }

    private static byte[] send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<byte[]> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The answer to one call; {@code arguments} is JSON without its braces and without accountId. */
    JsonNode call(String method, String arguments) throws IOException {
        String body = "{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\"],\"methodCalls\":[[\""
                + method + "\",{\"accountId\":\"" + account + "\"," + arguments + "},\"0\"]]}";
        JsonNode answer = json(send(request(session.get("apiUrl").asString())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))));
        JsonNode response = answer.at("/methodResponses/0");
        if (!response.get(0).asString().equals(method)) {
            throw new IOException(response.toString());
        }
        return response.get(1);
    }

    /** How many messages there are. */
    int total() throws IOException {
        return call("Email/query", "\"limit\":1,\"calculateTotal\":true")
                .get("total")
                .asInt();
    }

    /** A blob's bytes. */
    byte[] download(String blobId) throws IOException {
        return get(session.get("downloadUrl")
                .asString()
                .replace("{accountId}", account)
                .replace("{blobId}", blobId)
                .replace("{name}", "blob")
                .replace("{type}", "application%2Foctet-stream"));
    }

    /** An event source that tells of new and changed messages; its lines are to be read. */
    Lines events() throws IOException {
        Lines lines = new Lines(port);
        lines.write("GET /jmap/eventsource?types=Email&closeafter=no&ping=0 HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAccept: text/event-stream\r\nAuthorization: " + authorization + "\r\n\r\n");
        String status = lines.read();
        if (!status.contains(" 200 ")) {
            throw new IOException(status);
        }
        while (!lines.read().startsWith("retry:")) {
            continue;
        }
        return lines;
    }
}
