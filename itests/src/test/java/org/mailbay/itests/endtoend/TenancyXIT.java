package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.ImapClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.PopClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.json.JsonMapper;

/** Two tenants on one server: what their administrators see, and what becomes of users, over all protocols. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TenancyXIT {
    private static final String ALICE = "alice@acme.test";
    private static final String BOSS = "boss@acme.test";
    private static final String CAROL = "carol@second.test";
    private static final String EVE = "eve@evil.test";
    private static final String PASSWORD = "demo";
    private static final int PATIENCE = 30_000;

    @TempDir
    static Path data;

    static Server server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(data);
        token = "Bearer " + Files.readString(data.resolve("admin.token")).strip();
        for (String tenant : List.of("acme", "evil")) {
            ask(token, 201, "POST", "tenants", Map.of("name", tenant));
        }
        ask(token, 201, "POST", "domains", Map.of("name", "acme.test", "tenant", "acme"));
        ask(token, 201, "POST", "domains", Map.of("name", "second.test", "tenant", "acme"));
        ask(token, 201, "POST", "domains", Map.of("name", "evil.test", "tenant", "evil"));
        for (String user : List.of(ALICE, BOSS, CAROL, EVE)) {
            ask(token, 201, "POST", "accounts", Map.of("address", user, "password", PASSWORD));
        }
        for (String user : List.of(BOSS, EVE)) {
            ask(token, 200, "PATCH", "accounts/" + user, Map.of("roles", List.of("tenant-administrator")));
        }
        ask(
                token,
                200,
                "PATCH",
                "accounts/" + CAROL,
                Map.of("roles", List.of("domain-administrator"), "domains", List.of("second.test")));
        ask(token, 201, "PUT", "routing/aliases/info@acme.test", Map.of("to", List.of(ALICE)));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(server.stop()).as(server.text()).isZero();
        assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ':' + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private static Answer ask(String authorization, String method, String path, Map<String, ?> body)
            throws IOException {
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            return http.send(
                    method,
                    "/admin/v1/" + path,
                    Map.of("Authorization", authorization, "Content-Type", "application/json"),
                    body.isEmpty() && !method.equals("POST")
                            ? new byte[0]
                            : JsonMapper.shared().writeValueAsBytes(body));
        }
    }

    private static Answer ask(String authorization, int status, String method, String path, Map<String, ?> body)
            throws IOException {
        Answer answer = ask(authorization, method, path, body);
        assertThat(answer.status())
                .as(method + " " + path + ": " + answer.text())
                .isEqualTo(status);
        return answer;
    }

    private static SmtpClient.Reply send(String to, String text) throws IOException {
        try (SmtpClient sender = new SmtpClient(server.port("smtp"), PATIENCE)) {
            sender.hello();
            return sender.send("From: <sender@elsewhere.test>\r\nSubject: x\r\n\r\n" + text, to);
        }
    }

    private static int inbox(String user, String password) throws IOException {
        try (ImapClient imap = new ImapClient(server.port("imap"), PATIENCE)) {
            imap.logIn(user, password);
            String exists = imap.ok("SELECT INBOX").untagged().stream()
                    .filter(line -> line.endsWith(" EXISTS"))
                    .findFirst()
                    .orElseThrow();
            return Integer.parseInt(exists.split(" ")[1]);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 90_000_000_000L;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(100);
        }
    }

    @Test
    @Order(1)
    void administratorsSeeTheirOwn() throws Exception {
        assertThat(ask(basic(BOSS), 200, "GET", "accounts", Map.of()).text())
                .contains(ALICE, BOSS, CAROL)
                .doesNotContain(EVE);
        assertThat(ask(basic(CAROL), 200, "GET", "accounts", Map.of()).text())
                .contains(CAROL)
                .doesNotContain(ALICE, EVE);
        ask(basic(ALICE), 403, "GET", "accounts", Map.of());
        assertThat(ask(basic(ALICE), 200, "GET", "self", Map.of()).text()).contains(ALICE);
        assertThat(ask(basic(EVE), 200, "GET", "domains", Map.of()).text())
                .contains("evil.test")
                .doesNotContain("acme");
        assertThat(ask(basic(EVE), 200, "GET", "routing/aliases", Map.of()).text())
                .doesNotContain("acme");
        String made = "made@second.test";
        ask(basic(CAROL), 201, "POST", "accounts", Map.of("address", made, "password", PASSWORD));
        assertThat(inbox(made, PASSWORD)).isZero();
        ask(basic(CAROL), 200, "DELETE", "accounts/" + made, Map.of());
    }

    @Test
    @Order(2)
    void whatIsAnothersIsAsWhatIsNot() throws Exception {
        List<String> requests = List.of(
                "GET accounts/ADDRESS",
                "PATCH accounts/ADDRESS",
                "DELETE accounts/ADDRESS",
                "PUT accounts/ADDRESS/password",
                "GET accounts/ADDRESS/usage",
                "GET accounts/ADDRESS/tokens",
                "POST accounts/ADDRESS/tokens",
                "GET accounts/ADDRESS/app-passwords",
                "POST accounts/ADDRESS/app-passwords",
                "DELETE accounts/ADDRESS/tokens/K1",
                "POST accounts/ADDRESS/rename",
                "GET domains/DOMAIN",
                "DELETE domains/DOMAIN",
                "GET tenants/TENANT",
                "GET tenants/TENANT/usage",
                "GET routing/aliases/info@DOMAIN",
                "PUT routing/aliases/info@DOMAIN",
                "DELETE routing/aliases/info@DOMAIN");
        for (String request : requests) {
            String[] words = request.split(" ");
            Map<String, ?> body = switch (words[0] + words[1].replaceAll(".*/", " ")) {
                case "PUT password" -> Map.of("password", "x");
                case "POST tokens", "POST app-passwords" -> Map.of("name", "x");
                case "POST rename" -> Map.of("address", "x@evil.test");
                case "PUT info@DOMAIN" -> Map.of("to", List.of(EVE));
                default -> Map.of();
            };
            Answer theirs = ask(basic(EVE), words[0], path(words[1], ALICE, "acme.test", "acme"), body);
            Answer nobodys = ask(basic(EVE), words[0], path(words[1], "nobody@none.test", "none.test", "none"), body);
            assertThat(theirs.status()).as(request + ": " + theirs.text()).isEqualTo(404);
            assertThat(nobodys.status()).as(request).isEqualTo(404);
            assertThat(masked(theirs, ALICE, "acme.test", "acme"))
                    .as(request)
                    .isEqualTo(masked(nobodys, "nobody@none.test", "none.test", "none"));
        }
        ask(token, 200, "GET", "accounts/" + ALICE, Map.of());
        ask(token, 200, "GET", "routing/aliases/info@acme.test", Map.of());
    }

    /** Without what was asked for, and without the name of the request. */
    private static String masked(Answer answer, String... words) {
        String text = answer.text().replaceAll("\"trace\":\"[^\"]*\"", "");
        for (String word : words) {
            text = text.replace(word, "X");
        }
        return text;
    }

    private static String path(String template, String address, String domain, String tenant) {
        return template.replace("ADDRESS", address).replace("DOMAIN", domain).replace("TENANT", tenant);
    }

    @Test
    @Order(3)
    void anAppPasswordOpensItsProtocolUntilItIsTakenAway() throws Exception {
        var made = ask(
                        basic(ALICE),
                        201,
                        "POST",
                        "self/app-passwords",
                        Map.of("name", "phone", "scopes", List.of("imap")))
                .json();
        String phone = made.get("secret").asString();
        int port = server.port("pop3");
        assertThatThrownBy(() -> {
                    try (PopClient pop = new PopClient(port, PATIENCE)) {
                        pop.line();
                        pop.logIn(ALICE, phone);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new JmapClient(server.port("http"), ALICE, phone, PATIENCE))
                .hasMessageContaining("401");
        try (ImapClient imap = new ImapClient(server.port("imap"), PATIENCE)) {
            imap.logIn(ALICE, phone);
            imap.ok("NOOP");
            ask(
                    basic(ALICE),
                    200,
                    "DELETE",
                    "self/app-passwords/" + made.get("id").asString(),
                    Map.of());
            await(() -> {
                try {
                    return !imap.command("NOOP").isOk();
                } catch (IOException ended) {
                    return true;
                }
            });
        }
        assertThatThrownBy(() -> inbox(ALICE, phone)).isInstanceOf(IOException.class);
        assertThat(inbox(ALICE, PASSWORD)).isZero();
    }

    @Test
    @Order(4)
    void whoIsSuspendedGetsMailAndCannotReadIt() throws Exception {
        ask(basic(BOSS), 200, "PATCH", "accounts/" + ALICE, Map.of("state", "suspended"));
        assertThatThrownBy(() -> inbox(ALICE, PASSWORD)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new JmapClient(server.port("http"), ALICE, PASSWORD, PATIENCE))
                .hasMessageContaining("401");
        assertThat(send(ALICE, "kept").code()).isEqualTo(250);
        ask(basic(BOSS), 200, "PATCH", "accounts/" + ALICE, Map.of("state", "active"));
        assertThat(inbox(ALICE, PASSWORD)).isEqualTo(1);
    }

    @Test
    @Order(5)
    void aFullAccountIsFullForAllProtocols() throws Exception {
        ask(token, 200, "PATCH", "tenants/acme", Map.of("accountBytes", 20_000));
        ask(basic(BOSS), 200, "PATCH", "accounts/" + BOSS, Map.of("quotaBytes", 0));
        String large = "0123456789abcdef\r\n".repeat(2_000);
        assertThat(send(ALICE, large).code()).isIn(452, 552, 554);
        assertThat(send(BOSS, large).code()).as("has a quota of their own").isEqualTo(250);
        assertThat(send(EVE, large).code()).as("another tenant").isEqualTo(250);
        try (ImapClient imap = new ImapClient(server.port("imap"), PATIENCE)) {
            imap.logIn(ALICE, PASSWORD);
            assertThat(imap.ok("GETQUOTAROOT INBOX").untagged())
                    .anyMatch(line -> line.startsWith("* QUOTA ") && line.contains("STORAGE") && line.endsWith(" 19)"));
            assertThat(imap.command("APPEND INBOX {" + large.length() + "+}\r\n" + large)
                            .text())
                    .startsWith("[OVERQUOTA]");
        }
        try (JmapClient jmap = new JmapClient(server.port("http"), ALICE, PASSWORD, PATIENCE)) {
            byte[] request =
                    ("{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:quota\"],\"methodCalls\":"
                                    + "[[\"Quota/get\",{\"accountId\":\"" + jmap.account()
                                    + "\",\"ids\":null},\"0\"]]}")
                            .getBytes(StandardCharsets.UTF_8);
            assertThat(jmap.raw("application/json", request).text()).contains("\"hardLimit\":20000");
        }
        assertThat(ask(basic(ALICE), 200, "GET", "self/usage", Map.of()).text())
                .contains("\"quotaBytes\":20000", "\"quotaSource\":\"tenant\"");
        ask(token, 200, "PATCH", "tenants/acme", Map.of("accountBytes", 0));
        assertThat(send(ALICE, large).code()).isEqualTo(250);
    }

    @Test
    @Order(6)
    void aFullTenantIsFull() throws Exception {
        ask(token, 200, "PATCH", "tenants/evil", Map.of("maxBytes", 10_000));
        await(() -> send(EVE, "one more").code() != 250);
        assertThat(send(BOSS, "one more").code()).isEqualTo(250);
        ask(token, 200, "PATCH", "tenants/evil", Map.of("maxBytes", 0));
        assertThat(send(EVE, "one more").code()).isEqualTo(250);
    }

    @Test
    @Order(7)
    void whoIsRemovedComesBackOrGoesForEver() throws Exception {
        int mails = inbox(ALICE, PASSWORD);
        ask(basic(BOSS), 201, "PUT", "routing/forwards/" + ALICE, Map.of("to", List.of(BOSS), "keep", true));
        String account = ask(basic(BOSS), 200, "DELETE", "accounts/" + ALICE, Map.of())
                .json()
                .get("account")
                .asString();
        assertThat(send(ALICE, "too late").code()).isEqualTo(550);
        assertThatThrownBy(() -> inbox(ALICE, PASSWORD)).isInstanceOf(IOException.class);
        ask(basic(EVE), 404, "GET", "removed-accounts/" + account, Map.of());
        ask(basic(EVE), 404, "POST", "removed-accounts/" + account + "/restore", Map.of());
        await(() ->
                ask(basic(BOSS), "GET", "routing/forwards/" + ALICE, Map.of()).status() == 404);
        ask(basic(BOSS), 200, "POST", "removed-accounts/" + account + "/restore", Map.of());
        assertThat(inbox(ALICE, PASSWORD)).isEqualTo(mails);
        assertThat(send(ALICE, "back").code()).isEqualTo(250);

        ask(basic(BOSS), 200, "DELETE", "accounts/" + ALICE, Map.of());
        ask(basic(BOSS), 200, "DELETE", "removed-accounts/" + account, Map.of());
        await(() -> ask(token, "GET", "removed-accounts/" + account, Map.of()).status() == 404);
        assertThat(ask(token, 201, "POST", "accounts", Map.of("address", ALICE, "password", PASSWORD))
                        .json()
                        .get("account")
                        .asString())
                .isNotEqualTo(account);
        assertThat(inbox(ALICE, PASSWORD)).isZero();
    }

    @Test
    @Order(8)
    void whatWasSaidIsSaidAfterARestart() throws Exception {
        String before = ask(token, 200, "GET", "accounts", Map.of()).text();
        assertThat(server.stop()).as(server.text()).isZero();
        server = Server.start(data);
        assertThat(ask(token, 200, "GET", "accounts", Map.of()).text()).isEqualTo(before);
        ask(basic(EVE), 404, "GET", "accounts/" + BOSS, Map.of());
        ask(token, 200, "DELETE", "tenants/evil?everything=true", Map.of());
        ask(token, 404, "GET", "domains/evil.test", Map.of());
        assertThat(send(EVE, "gone").code()).isNotEqualTo(250);
        ask(basic(EVE), 401, "GET", "self", Map.of());
    }
}
