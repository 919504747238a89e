package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** An account is restored to a moment while it receives mail. */
final class RestoreXIT {
    private static final String ALICE = "alice@example.test";
    private static final int PATIENCE = 30_000;

    @TempDir
    Path data;

    private static void deliver(SmtpClient client, String subject) throws IOException {
        SmtpClient.expect(
                250,
                client.send(
                        "From: c@elsewhere.test\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject
                                + "@elsewhere.test>\r\n\r\nText of " + subject,
                        ALICE));
    }

    /** Everything that JMAP says of each email, by id. */
    private static Map<String, JsonNode> emails(JmapClient alice) throws IOException {
        Map<String, JsonNode> emails = new TreeMap<>();
        JsonNode ids = alice.one("Email/query", "").get("ids");
        List<String> some = new ArrayList<>();
        for (JsonNode id : ids) {
            some.add(id.toString());
            if (some.size() == 200) {
                get(alice, some, emails);
            }
        }
        get(alice, some, emails);
        return emails;
    }

    private static void get(JmapClient alice, List<String> ids, Map<String, JsonNode> emails) throws IOException {
        JsonNode list = alice.one("Email/get", "\"ids\":[" + String.join(",", ids) + "],\"fetchTextBodyValues\":true")
                .get("list");
        list.forEach(email -> emails.put(email.get("id").asString(), email));
        ids.clear();
    }

    private static Map<String, JsonNode> mailboxes(JmapClient alice) throws IOException {
        Map<String, JsonNode> mailboxes = new HashMap<>();
        alice.one("Mailbox/get", "\"ids\":null")
                .get("list")
                .forEach(mailbox -> mailboxes.put(mailbox.get("id").asString(), mailbox));
        return mailboxes;
    }

    @Test
    void whatWasIsThereAgainAndWhatArrivesStays() throws Exception {
        try (Server server = Server.start(data, "--demo");
                JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE);
                SmtpClient smtp = new SmtpClient(server.port("smtp"), PATIENCE)) {
            smtp.hello();
            for (int i = 0; i < 60; i++) {
                deliver(smtp, "before-" + i);
            }
            Map<String, JsonNode> then = emails(alice);
            assertThat(then.size()).isGreaterThanOrEqualTo(60);
            String trash = mailboxes(alice).values().stream()
                    .filter(mailbox -> mailbox.get("role").asString().equals("trash"))
                    .findFirst()
                    .orElseThrow()
                    .get("id")
                    .asString();
            Thread.sleep(20);
            String at = Clock.systemUTC().instant().toString();
            Thread.sleep(20);

            AtomicBoolean enough = new AtomicBoolean();
            List<String> accepted = new CopyOnWriteArrayList<>();
            List<Exception> failed = new CopyOnWriteArrayList<>();
            Thread traffic = Thread.ofVirtual().start(() -> {
                try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
                    client.hello();
                    for (int i = 0; !enough.get(); i++) {
                        deliver(client, "since-" + i);
                        accepted.add("since-" + i);
                    }
                } catch (IOException | RuntimeException e) {
                    failed.add(e);
                }
            });
            spoil(alice, new ArrayList<>(then.keySet()), trash);
            String state = alice.one("Email/get", "\"ids\":[]").get("state").asString();
            JsonNode report = new AdminClient(server.port("http"), data)
                    .post("store/accounts/" + alice.account() + "/restore", Map.of("at", at));
            enough.set(true);
            traffic.join();

            assertThat(failed).isEmpty();
            assertThat(report.at("/types/Email/restored").asInt()).isEqualTo((then.size() + 1) / 2);
            assertThat(report.at("/types/Email/changed").asInt()).isEqualTo(then.size() / 2);
            assertThat(report.at("/modelsAway").isEmpty()).isTrue();
            Map<String, JsonNode> now = emails(alice);
            then.forEach((id, email) -> assertThat(now.get(id)).as(id).isEqualTo(email));
            assertThat(now.size()).isEqualTo(then.size() + accepted.size());
            for (String id : then.keySet()) {
                assertThat(alice.download(then.get(id).get("blobId").asString()))
                        .isNotEmpty();
            }
            JsonNode changes = alice.one("Email/changes", "\"sinceState\":\"" + state + "\"");
            List<String> created = new ArrayList<>();
            changes.get("created").forEach(id -> created.add(id.asString()));
            assertThat(created).hasSizeGreaterThanOrEqualTo(30);
            int total = 0;
            for (JsonNode mailbox : mailboxes(alice).values()) {
                total += mailbox.get("totalEmails").asInt();
            }
            assertThat(total).isEqualTo(then.size() + accepted.size());
            assertThat(new AdminClient(server.port("http"), data)
                            .get("store/check")
                            .get("findings")
                            .isEmpty())
                    .isTrue();
            assertThat(server.stop()).as(server.text()).isZero();
            assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
        }
    }

    /** Destroys every other email, moves and marks the rest. */
    private static void spoil(JmapClient alice, List<String> ids, String trash) throws IOException {
        for (int i = 0; i < ids.size(); i++) {
            String id = "\"" + ids.get(i) + "\"";
            JsonNode answer = i % 2 == 0
                    ? alice.one("Email/set", "\"destroy\":[" + id + "]")
                    : alice.one(
                            "Email/set",
                            "\"update\":{" + id + ":{\"keywords\":{\"spoiled\":true},\"mailboxIds\":{\"" + trash
                                    + "\":true}}}");
            assertThat(answer.has("notUpdated") && !answer.get("notUpdated").isNull())
                    .isFalse();
        }
    }
}
