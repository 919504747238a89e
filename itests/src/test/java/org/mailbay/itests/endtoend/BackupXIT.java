package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** A server is lost, and another one comes up from its copy. */
final class BackupXIT {
    private static final String ALICE = "alice@example.test";
    private static final int PATIENCE = 30_000;

    @TempDir
    Path folder;

    private static void deliver(Server server, int count) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            client.hello();
            for (int i = 0; i < count; i++) {
                SmtpClient.expect(
                        250, client.send("From: c@elsewhere.test\r\nSubject: s" + i + "\r\n\r\nText of " + i, ALICE));
            }
        }
    }

    private static JsonNode emails(JmapClient alice) throws IOException {
        return alice.call(
                        "[[\"Email/query\",{\"accountId\":\"ACCOUNT\"},\"q\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\","
                                + "\"#ids\":{\"resultOf\":\"q\",\"name\":\"Email/query\",\"path\":\"/ids\"}},\"g\"]]")
                .get(1)
                .get(1);
    }

    @Test
    void everythingIsThereAgainAndNoClientIsFooled() throws Exception {
        Path copies = folder.resolve("copies");
        Path first = folder.resolve("first");
        JsonNode then;
        String stale;
        String copy;
        try (Server server = Server.start(Files.createDirectories(first), "--demo")) {
            deliver(server, 20);
            AdminClient admin = new AdminClient(server.port("http"), first);
            try (JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
                then = emails(alice);
                copy = admin.post("store/backup", Map.of("folder", copies.toString()))
                        .get("copy")
                        .asString();
                deliver(server, 5);
                stale = emails(alice).get("state").asString();
                admin.post("store/accounts/" + alice.account() + "/export", Map.of("file", "alice"));
                JsonNode made = admin.post("store/import", Map.of("file", "alice", "beside", alice.account()));
                assertThat(made.at("/accounts/0/objects").asInt())
                        .isGreaterThan(then.get("list").size() + 5);
                assertThat(admin.get("store/check").get("findings").isEmpty()).isTrue();
            }
            server.kill();
        }
        Path second = Files.createDirectories(folder.resolve("second"));
        Files.writeString(second.resolve("restore-from"), copies.resolve(copy).toString());
        try (Server server = Server.start(second, "--demo");
                JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
            assertThat(second.resolve("restore-from")).doesNotExist();
            assertThat(emails(alice).get("list")).isEqualTo(then.get("list"));
            for (String state : new String[] {stale, then.get("state").asString()}) {
                String answer = alice.post("[[\"Email/changes\",{\"accountId\":\"ACCOUNT\",\"sinceState\":\"" + state
                                + "\"},\"0\"]]")
                        .text();
                assertThat(answer).contains("cannotCalculateChanges");
            }
            deliver(server, 3);
            assertThat(emails(alice).get("list").size())
                    .isEqualTo(then.get("list").size() + 3);
            AdminClient admin = new AdminClient(server.port("http"), second);
            JsonNode report = admin.post(
                    "store/accounts/" + alice.account() + "/restore-from-backup",
                    Map.of("folder", copies.toString(), "copy", copy, "mode", "exact"));
            assertThat(report.at("/types/Email/destroyed").asInt()).isEqualTo(3);
            assertThat(emails(alice).get("list")).isEqualTo(then.get("list"));
            assertThat(admin.get("store/check").get("findings").isEmpty()).isTrue();
            assertThat(server.stop()).as(server.text()).isZero();
            assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
        }
    }
}
