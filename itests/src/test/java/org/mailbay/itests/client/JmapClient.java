package org.mailbay.itests.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.mailbay.itests.client.HttpConnection.Answer;
import tools.jackson.databind.JsonNode;

/** A JMAP client on one connection. An answer that is not what was asked for is an exception with the answer in it. */
public final class JmapClient implements AutoCloseable {
    private static final String USING = "{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\"],";

    private final HttpConnection http;
    private final String authorization;
    private final String account;

    /** Logs in. */
    public JmapClient(int port, String user, String password, int timeoutMillis) throws IOException {
        this.http = new HttpConnection(port, timeoutMillis);
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.account = session().get("accounts").propertyNames().iterator().next();
    }

    public String account() {
        return account;
    }

    public JsonNode session() throws IOException {
        return expect(200, get("/.well-known/jmap")).json();
    }

    /** {@code methodResponses} of a request, which must have no errors. {@code ACCOUNT} in the calls is the account's id. */
    public JsonNode call(String calls) throws IOException {
        JsonNode responses = expect(200, post(calls)).json().get("methodResponses");
        for (JsonNode response : responses) {
            if (response.get(0).asString().equals("error")) {
                throw new IOException("JMAP error: " + response);
            }
        }
        return responses;
    }

    /** The arguments of the only response to one call. */
    public JsonNode one(String method, String arguments) throws IOException {
        return call("[[\"" + method + "\",{\"accountId\":\"ACCOUNT\"" + (arguments.isEmpty() ? "" : "," + arguments)
                        + "},\"0\"]]")
                .get(0)
                .get(1);
    }

    /** The answer to calls, whatever it is. */
    public Answer post(String calls) throws IOException {
        String request = USING + "\"methodCalls\":" + calls.replace("ACCOUNT", account) + "}";
        return raw("application/json", request.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to any bytes. */
    public Answer raw(String contentType, byte[] body) throws IOException {
        return http.send("POST", "/jmap/api", fields(Map.of("Content-Type", contentType)), body);
    }

    public Answer get(String path) throws IOException {
        return http.send("GET", path, fields(Map.of()), new byte[0]);
    }

    public byte[] download(String blob) throws IOException {
        return expect(200, get("/jmap/download/" + account + "/" + blob + "/x")).body();
    }

    /** The fields of a request of this user. */
    public Map<String, String> fields(Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(more);
        fields.put("Authorization", authorization);
        return fields;
    }

    private static Answer expect(int status, Answer answer) throws IOException {
        if (answer.status() != status) {
            throw new IOException("HTTP " + answer.status() + ": " + answer.text());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
