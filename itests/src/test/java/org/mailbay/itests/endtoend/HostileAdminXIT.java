package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** Every operation of the admin API, asked what nobody should ask: it says what is wrong, and nothing breaks. */
final class HostileAdminXIT {
    private static final int PATIENCE = 60_000;
    private static final String NOBODYS = "no-such-thing";

    /** What may stand where a path has a variable. */
    private static final List<String> IDS = List.of(
            NOBODYS,
            "-1",
            "0",
            "99999999999999999999",
            "nobody@nowhere.test",
            "%20",
            "%00",
            "%2e%2e",
            "..%2f..%2fetc",
            "%27%20or%201%3D1",
            "%3Cscript%3E",
            "%E2%80%AE",
            "%ff%fe",
            "x".repeat(2_000));

    /** What may stand where a body has a field. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e400",
            "92233720368547758080",
            "\"\"",
            "\"\\u0000\"",
            "\"../../etc/passwd\"",
            "\"" + "x".repeat(5_000) + "\"",
            "[]",
            "[[],{}]",
            "{}",
            "{\"a\":{\"b\":[]}}");

    @TempDir
    static Path data;

    private static Server server;
    private static String root;
    private static final List<Operation> OPERATIONS = new ArrayList<>();

    /** An operation as the server describes it. */
    private record Operation(String verb, String path, String role, JsonNode body, String media) {
        String at(String id) {
            return path.replaceAll("\\{[^}]*}", id.replace("$", "\\$"));
        }

        boolean hasVariable() {
            return path.contains("{");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(data);
        root = "Bearer " + Files.readString(data.resolve("admin.token")).strip();
        for (String tenant : List.of("acme", "evil")) {
            done("POST", "/tenants", "{\"name\":\"%s\"}".formatted(tenant));
            done("POST", "/domains", "{\"name\":\"%1$s.test\",\"tenant\":\"%1$s\"}".formatted(tenant));
            done("POST", "/accounts", "{\"address\":\"ann@%s.test\",\"password\":\"demo\"}".formatted(tenant));
        }
        done("PATCH", "/accounts/ann@evil.test", "{\"roles\":[\"tenant-administrator\"]}");
        done("PUT", "/routing/aliases/info@acme.test", "{\"to\":[\"ann@acme.test\"]}");
        done("PUT", "/routing/groups/team@acme.test", "{\"posting\":\"local\"}");
        send("GET", "/openapi.json", root, "", "")
                .json()
                .path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((verb, operation) -> {
                    JsonNode content = operation.path("requestBody").path("content");
                    String media = content.isObject()
                            ? content.propertyNames().iterator().next()
                            : "";
                    OPERATIONS.add(new Operation(
                            verb.toUpperCase(Locale.ROOT),
                            path,
                            operation.path("x-mailbay-role").asString(),
                            content.path(media).path("schema"),
                            media));
                }));
        assertThat(OPERATIONS).hasSizeGreaterThan(150);
    }

    @AfterAll
    static void nothingBroke() throws InterruptedException {
        assertThat(server.stop()).as(server.text()).isZero();
        assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
    }

    private static void done(String verb, String path, String body) throws IOException {
        Answer answer = send(verb, path, root, "application/json", body);
        assertThat(answer.status()).as(verb + " " + path + ": " + answer.text()).isBetween(200, 299);
    }

    private static Answer send(String verb, String path, String authorization, String type, String body)
            throws IOException {
        Map<String, String> fields = new TreeMap<>();
        if (!authorization.isEmpty()) {
            fields.put("Authorization", authorization);
        }
        if (!type.isEmpty()) {
            fields.put("Content-Type", type);
        }
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            return http.send(
                    verb, "/admin/v1" + (path.equals("/") ? "" : path), fields, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The answer to the head of a request whose body is too large to be sent. */
    private static Answer promised(Operation operation) throws IOException {
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            return http.send(
                    operation.verb(),
                    "/admin/v1" + operation.at(NOBODYS),
                    Map.of("Authorization", root, "Content-Type", operation.media(), "Content-Length", "3145728"),
                    new byte[0]);
        }
    }

    /** Either done, or refused; a test goes on, to find all that breaks. */
    private static void answered(SoftAssertions all, Answer answer, String what) {
        if (answer.status() >= 500) {
            all.fail(what + ": " + answer.text());
        } else if (answer.status() >= 400) {
            all.check(() -> refused(answer, what));
        }
    }

    /** A refusal of the client's fault, which says what is wrong (RFC 9457). */
    private static void refused(Answer answer, String what) {
        assertThat(answer.status()).as(what + ": " + answer.text()).isBetween(400, 499);
        if (!answer.text().isEmpty()) {
            assertThat(answer.fields().get("content-type")).as(what).startsWith("application/problem+json");
            assertThat(answer.json().path("detail").asString()).as(what).isNotBlank();
            assertThat(answer.text()).as(what).doesNotContain("Exception");
        }
    }

    @Test
    void whoIsNobodyIsToldToLogIn() throws IOException {
        for (Operation operation : OPERATIONS) {
            if (operation.path().equals("/session") && operation.verb().equals("POST")) {
                continue;
            }
            Answer answer = send(operation.verb(), operation.at(NOBODYS), "", operation.media(), "{}");
            assertThat(answer.status()).as(operation.toString()).isEqualTo(401);
        }
    }

    @Test
    void pathsOfNothingAreRefused() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (Operation operation : OPERATIONS) {
            if (!operation.hasVariable()) {
                continue;
            }
            for (String id : IDS) {
                Answer answer = send(operation.verb(), operation.at(id), root, operation.media(), "");
                String what = operation.verb() + " " + operation.at(id);
                answered(all, answer, what);
            }
        }
        all.assertAll();
    }

    @Test
    void bodiesAreWhatIsAskedForOrRefused() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (Operation operation : OPERATIONS) {
            if (!operation.media().endsWith("json")) {
                continue;
            }
            List<String> bodies = new ArrayList<>(List.of(
                    "{", "[]", "7", "\"x\"", "{\"nonsense\":1}", "{\"a\":1,\"a\":2}", "[".repeat(100_000), "\u0000"));
            for (String body : bodies) {
                refused(
                        send(operation.verb(), operation.at(NOBODYS), root, operation.media(), body),
                        operation + " " + body.substring(0, Math.min(30, body.length())));
            }
            Answer text = send(operation.verb(), operation.at(NOBODYS), root, "text/plain", "{}");
            assertThat(text.status()).as(operation + " as text").isEqualTo(415);
            refused(promised(operation), operation + " of three mebibytes");
            for (String field : operation.body().path("properties").propertyNames()) {
                for (String value : VALUES) {
                    String body = "{\"" + field + "\":" + value + "}";
                    Answer answer = send(operation.verb(), operation.at(NOBODYS), root, operation.media(), body);
                    String what = operation.verb() + " " + operation.path() + " "
                            + body.substring(0, Math.min(60, body.length()));
                    answered(all, answer, what);
                }
            }
        }
        all.assertAll();
    }

    @Test
    void parametersAreChecked() throws IOException {
        for (Operation operation : OPERATIONS) {
            if (operation.verb().equals("GET") && !operation.path().equals("/openapi.json")) {
                String path = operation.at(NOBODYS);
                refused(send("GET", path + "?nonsense=1", root, "", ""), path + "?nonsense=1");
                refused(send("GET", path + "?limit=many", root, "", ""), path + "?limit=many");
                refused(send("GET", path + "?limit=-1", root, "", ""), path + "?limit=-1");
            }
        }
    }

    /** Another name, of nothing. */
    private static String absent(String name) {
        return name.replace("acme", "nowhere").replace("a1", "a987654");
    }

    private static String said(Answer answer) {
        return answer.text().replaceAll("\"trace\":\"[0-9a-f]*\"", "");
    }

    /** What another tenant has is answered as what is not there: nobody learns by asking. */
    @Test
    void whatAnotherTenantHasIsNotThere() throws IOException {
        String evil = "Bearer "
                + send("POST", "/accounts/ann@evil.test/tokens", root, "application/json", "{\"name\":\"t\"}")
                        .json()
                        .path("secret")
                        .asString();
        List<String> others = List.of("ann@acme.test", "acme.test", "acme", "info@acme.test", "team@acme.test", "a1");
        for (Operation operation : OPERATIONS) {
            if (operation.path().startsWith("/self") || operation.path().startsWith("/session")) {
                continue;
            }
            if (operation.hasVariable()) {
                for (String other : others) {
                    String absent = absent(other);
                    Answer there = send(operation.verb(), operation.at(other), evil, operation.media(), "");
                    Answer nowhere = send(operation.verb(), operation.at(absent), evil, operation.media(), "");
                    String what = operation.verb() + " " + operation.at(other);
                    refused(there, what);
                    assertThat(absent(said(there))).as(what).isEqualTo(said(nowhere));
                }
            } else if (operation.role().equals("SYSTEM_ADMINISTRATOR")) {
                assertThat(send(operation.verb(), operation.path(), evil, operation.media(), "{}")
                                .status())
                        .as(operation.toString())
                        .isEqualTo(403);
            } else if (operation.verb().equals("GET") && !operation.path().equals("/audit")) {
                assertThat(send("GET", operation.path(), evil, "", "").text())
                        .as(operation.path())
                        .doesNotContain("acme");
            }
        }
    }
}
