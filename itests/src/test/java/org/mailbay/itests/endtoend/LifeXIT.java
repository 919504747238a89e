package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.itests.endtoend.CommandLine.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;

/** How the server begins, ends, and comes back: what an operator sees. */
final class LifeXIT {
    private static final int PATIENCE = 30_000;
    private static final Pattern PASSWORD = Pattern.compile("log in as (\\S+) with the password (\\S+) ");

    @TempDir
    Path data;

    @Test
    void theFirstStartTellsAPasswordOnceAndTheCommandLineDoesTheRest() throws IOException, InterruptedException {
        try (Server server = Server.start(data)) {
            var told = PASSWORD.matcher(server.text());
            assertThat(told.find()).as(server.text()).isTrue();
            assertThat(accounts(server, told.group(1), told.group(2))).isEqualTo(200);
            assertThat(accounts(server, told.group(1), "another")).isEqualTo(401);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("admin.token"))))
                    .isEqualTo("rw-------");

            assertThat(admin(server, "", "domains", "create", "mine.test")).contains("mine.test");
            assertThat(admin(server, "wonder", "accounts", "create", "eve@mine.test", "--password-stdin"))
                    .contains("eve@mine.test");
            assertThat(admin(server, "", "accounts", "list")).contains("eve@mine.test");
            assertThat(admin(server, "", "features", "list")).containsPattern("(?m)^org\\.mailbay\\.smtp +.* active ");
            deliver(server, "eve@mine.test", "first");
            assertThat(subjects(server, "eve@mine.test", "wonder")).containsExactly("first");
            assertThat(server.stop()).isZero();
        }
        try (Server server = Server.start(data)) {
            assertThat(server.text()).doesNotContain("password");
            assertThat(subjects(server, "eve@mine.test", "wonder")).containsExactly("first");
        }
    }

    @Test
    void whatWasAcceptedIsThereAfterTheProcessWasKilled() throws IOException, InterruptedException {
        List<String> accepted = new ArrayList<>();
        try (Server server = Server.start(data, "--demo")) {
            for (int i = 0; i < 20; i++) {
                deliver(server, "alice@example.test", "kept-" + i);
                accepted.add("kept-" + i);
            }
            server.kill();
        }
        try (Server server = Server.start(data, "--demo")) {
            assertThat(subjects(server, "alice@example.test", "demo"))
                    .containsAll(accepted)
                    .doesNotHaveDuplicates();
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefusedWithASentence() throws IOException, InterruptedException {
        try (Server first = Server.start(data, "--demo");
                Server second = Server.launch(data, "--demo")) {
            assertThat(second.awaitExit()).isEqualTo(3);
            assertThat(second.text())
                    .contains("is running on " + data)
                    .contains("--data DIR")
                    .doesNotContain("\tat ");
            deliver(first, "alice@example.test", "undisturbed");
            assertThat(first.stop()).isZero();
        }
    }

    @Test
    void aWrongConfigurationStopsTheStartWithItsLineAndASuggestion() throws IOException, InterruptedException {
        Server.configure(data, "[smtp]\nhostnam = \"mx.example.test\"\n");
        int line = Files.readAllLines(data.resolve("etc/mailbay.toml")).indexOf("hostnam = \"mx.example.test\"") + 1;
        try (Server server = Server.launch(data, "--demo")) {
            assertThat(server.awaitExit()).isNotZero();
            assertThat(server.text())
                    .contains("etc/mailbay.toml, line " + line + ":")
                    .contains("hostnam")
                    .contains("did you mean 'hostname'");
            assertThat(server.text()).doesNotContain("Mailbay is ready");
        }
    }

    @Test
    void aDemonstrationStaysOnThisMachine() throws IOException, InterruptedException {
        try (Server server = Server.launch(data, "--demo", "--ports", "0")) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.text()).contains("loopback");
        }
    }

    private static int accounts(Server server, String user, String password) throws IOException {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            return http.send("GET", "/admin/v1/accounts", Map.of("Authorization", "Basic " + pair), new byte[0])
                    .status();
        }
    }

    private static void deliver(Server server, String to, String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            client.hello();
            SmtpClient.expect(250, client.send("Subject: " + subject + "\r\n\r\nx", to));
        }
    }

    private static List<String> subjects(Server server, String user, String password) throws IOException {
        try (JmapClient client = new JmapClient(server.port("http"), user, password, PATIENCE)) {
            List<String> subjects = new ArrayList<>();
            client.call(
                            "[[\"Email/query\",{\"accountId\":\"ACCOUNT\"},\"q\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\","
                                    + "\"#ids\":{\"resultOf\":\"q\",\"name\":\"Email/query\",\"path\":\"/ids\"},\"properties\":[\"subject\"]},\"g\"]]")
                    .get(1)
                    .get(1)
                    .get("list")
                    .forEach(email -> subjects.add(email.get("subject").asString()));
            return subjects;
        }
    }
}
