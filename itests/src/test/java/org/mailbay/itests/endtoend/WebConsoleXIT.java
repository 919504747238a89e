package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.server.Server;

/** The Felix Web Console: there when it is switched on, for system administrators, to look at. */
final class WebConsoleXIT {
    private static final String ROOT = "/admin/system/console";
    private static final String ROOT_USER = "root@example.test";
    private static final String PASSWORD = "wonder-wonder";
    private static final int PATIENCE = 30_000;

    @TempDir
    static Path data;

    static Server server;
    static AdminClient admin;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Server.configure(data, "[webconsole]\nenabled = true\n");
        server = Server.start(data, "--demo");
        admin = new AdminClient(server.port("http"), data);
        admin.post("accounts", Map.of("address", ROOT_USER, "name", "", "password", PASSWORD));
        send("PATCH", "/admin/v1/accounts/" + ROOT_USER, bearer(), "{\"roles\":[\"system-administrator\"]}");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(server.stop()).as(server.text()).isZero();
        assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
    }

    private static Answer send(String method, String path, Map<String, String> fields, String body) throws IOException {
        Map<String, String> all = new HashMap<>(fields);
        if (!body.isEmpty()) {
            all.putIfAbsent("Content-Type", "application/json");
        }
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            return http.send(method, path, all, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Answer get(String path, Map<String, String> fields) throws IOException {
        return send("GET", ROOT + path, fields, "");
    }

    private static Map<String, String> basic(String name, String password) {
        byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private static Map<String, String> bearer() throws IOException {
        return Map.of(
                "Authorization",
                "Bearer " + Files.readString(data.resolve("admin.token")).strip());
    }

    @Test
    void systemAdministratorsSeeItAndNobodyElse() throws IOException {
        Answer nobody = get("/bundles", Map.of());
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.fields().getOrDefault("www-authenticate", "")).startsWith("Basic realm=\"Mailbay\"");
        assertThat(get("/bundles", basic("admin", "admin")).status())
                .as("its own user is none")
                .isEqualTo(401);
        assertThat(get("/bundles", basic("alice@example.test", "demo")).status())
                .as("a user")
                .isEqualTo(403);
        assertThat(get("/res/lib/support.js", Map.of()).status())
                .as("its files, too")
                .isEqualTo(401);
        for (Map<String, String> fields : List.of(basic(ROOT_USER, PASSWORD), bearer())) {
            for (String page : List.of("/bundles", "/services", "/configMgr", "/vmstat", "/status-Threads")) {
                Answer answer = get(page, fields);
                assertThat(answer.status()).as(page).isEqualTo(200);
                assertThat(answer.text()).as(page).contains("Apache Felix Web Console", "<html");
            }
            assertThat(get("/res/lib/support.js", fields).status()).isEqualTo(200);
        }
        assertThat(get("/bundles", bearer()).fields().getOrDefault("content-security-policy", ""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(get("/bundles.json", bearer()).text()).contains("org.mailbay.smtp");
    }

    @Test
    void theSessionOfTheConsoleOpensItUntilItEnds() throws IOException {
        String logIn = "{\"name\":\"" + ROOT_USER + "\",\"password\":\"" + PASSWORD + "\"}";
        Answer opened = send("POST", "/admin/v1/session", Map.of(), logIn);
        assertThat(opened.status()).isBetween(200, 201);
        Map<String, String> cookie =
                Map.of("Cookie", opened.fields().getOrDefault("set-cookie", "").split(";")[0]);
        assertThat(get("/bundles", cookie).status()).isEqualTo(200);
        assertThat(get("/bundles", Map.of("Cookie", "mailbay=" + "A".repeat(43)))
                        .status())
                .isEqualTo(401);
        String body = opened.text();
        String csrf = body.replaceAll("(?s).*\"csrf\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        Map<String, String> fields = new HashMap<>(cookie);
        fields.put("X-Mailbay-Csrf", csrf);
        assertThat(send("DELETE", "/admin/v1/session", fields, "").status()).isLessThan(300);
        assertThat(get("/bundles", cookie).status()).isEqualTo(401);
    }

    @Test
    void itOnlyShows() throws IOException {
        Map<String, String> fields = new HashMap<>(bearer());
        fields.put("Content-Type", "application/x-www-form-urlencoded");
        assertThat(send("POST", ROOT + "/bundles/org.mailbay.imap", fields, "action=stop")
                        .status())
                .isEqualTo(403);
        assertThat(admin.get("health").toString()).contains("\"status\":\"ready\"");
    }

    @Test
    void withoutItsTableItIsNotThere(@TempDir Path other) throws Exception {
        try (Server plain = Server.start(other);
                HttpConnection http = new HttpConnection(plain.port("http"), PATIENCE)) {
            String token = Files.readString(other.resolve("admin.token")).strip();
            Answer answer =
                    http.send("GET", ROOT + "/bundles", Map.of("Authorization", "Bearer " + token), new byte[0]);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(plain.stop()).as(plain.text()).isZero();
        }
    }
}
