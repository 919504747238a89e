package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.EventStream;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** A message comes in by SMTP and is read, marked and destroyed over JMAP. */
final class MailFlowXIT {
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";
    private static final int PATIENCE = 30_000;

    @TempDir
    static Path data;

    static Server server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = Server.start(data, "--demo");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(server.stop()).as(server.text()).isZero();
        assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
    }

    private static JmapClient jmap(String user) throws IOException {
        return new JmapClient(server.port("http"), user, "demo", PATIENCE);
    }

    private static SmtpClient smtp() throws IOException {
        return new SmtpClient(server.port("smtp"), PATIENCE);
    }

    private static String message(String subject, String body) {
        return "From: Carol <carol@elsewhere.test>\r\nTo: alice@example.test\r\nSubject: " + subject
                + "\r\nMessage-ID: <" + subject + "@elsewhere.test>\r\n\r\n" + body;
    }

    /** The only message with this subject; queries have no text filter yet. */
    private static JsonNode find(JmapClient user, String subject, String properties) throws IOException {
        JsonNode list = user.call("[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"sort\":[{\"property\":\"receivedAt\","
                        + "\"isAscending\":false}],\"limit\":50},\"q\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"#ids\":"
                        + "{\"resultOf\":\"q\",\"name\":\"Email/query\",\"path\":\"/ids\"},\"properties\":[\"id\",\"subject\""
                        + properties + "],\"fetchTextBodyValues\":true},\"g\"]]")
                .get(1)
                .get(1)
                .get("list");
        JsonNode found = null;
        for (JsonNode email : list) {
            if (subject.equals(email.get("subject").stringValue())) {
                assertThat(found)
                        .as("a second message with the subject " + subject)
                        .isNull();
                found = email;
            }
        }
        assertThat(found).as("message " + subject + " in " + list).isNotNull();
        return found;
    }

    private static void deliver(String subject, String body, String... to) throws IOException {
        try (SmtpClient client = smtp()) {
            client.hello();
            SmtpClient.expect(250, client.send(message(subject, body), to));
            SmtpClient.expect(221, client.command("QUIT"));
        }
    }

    @Test
    void aMessageIsListedOpenedMarkedAndDestroyed() throws IOException {
        deliver("whole-life", "Hello Alice.\r\n..A line with a dot.", ALICE);
        try (JmapClient alice = jmap(ALICE)) {
            JsonNode email =
                    find(alice, "whole-life", ",\"from\",\"keywords\",\"mailboxIds\",\"bodyValues\",\"textBody\"");
            assertThat(email.at("/from/0/email").asString()).isEqualTo("carol@elsewhere.test");
            assertThat(email.get("keywords").isEmpty()).isTrue();
            assertThat(email.get("mailboxIds").size()).isEqualTo(1);
            String part = email.at("/textBody/0/partId").asString();
            assertThat(email.get("bodyValues").get(part).get("value").asString())
                    .isEqualTo("Hello Alice.\n.A line with a dot.\n");

            String id = email.get("id").asString();
            JsonNode flagged = alice.one("Email/set", "\"update\":{\"" + id + "\":{\"keywords/$flagged\":true}}");
            assertThat(flagged.get("updated").has(id)).isTrue();
            assertThat(find(alice, "whole-life", ",\"keywords\"")
                            .at("/keywords/$flagged")
                            .asBoolean())
                    .isTrue();

            JsonNode destroyed = alice.one("Email/set", "\"destroy\":[\"" + id + "\"]");
            assertThat(destroyed.at("/destroyed/0").asString()).isEqualTo(id);
            JsonNode gone = alice.one("Email/get", "\"ids\":[\"" + id + "\"]");
            assertThat(gone.at("/notFound/0").asString()).isEqualTo(id);
        }
    }

    @Test
    void startTlsProtectsTheSameDialogue() throws IOException {
        try (SmtpClient client = smtp();
                JmapClient bob = jmap(BOB)) {
            assertThat(client.hello()).contains("STARTTLS", "PIPELINING", "CHUNKING", "8BITMIME", "SMTPUTF8");
            client.startTls();
            assertThat(client.hello()).doesNotContain("STARTTLS");
            SmtpClient.expect(250, client.send(message("by-tls", "secret"), BOB));
            String blob = find(bob, "by-tls", ",\"blobId\"").get("blobId").asString();
            String raw = new String(bob.download(blob), StandardCharsets.US_ASCII);
            assertThat(raw).startsWith("Return-Path:").contains(" with ESMTPS").endsWith("\r\n\r\nsecret\r\n");
        }
    }

    @Test
    void oneTransactionReachesEachOfItsRecipientsOnce() throws IOException {
        deliver("to-both", "x", ALICE, BOB);
        try (JmapClient alice = jmap(ALICE);
                JmapClient bob = jmap(BOB)) {
            find(alice, "to-both", "");
            find(bob, "to-both", "");
        }
    }

    @Test
    void theEventStreamTellsOfANewMessage() throws IOException {
        try (JmapClient bob = jmap(BOB);
                EventStream events = new EventStream(server.port("http"), bob, 0, "", PATIENCE)) {
            String before = bob.one("Email/get", "\"ids\":[]").get("state").asString();
            deliver("announced", "x", BOB);
            String told = before;
            while (told.equals(before)) {
                JsonNode state =
                        events.next().data().get("changed").get(bob.account()).get("Email");
                told = state == null ? before : state.asString();
            }
            JsonNode changes = bob.one("Email/changes", "\"sinceState\":\"" + before + "\"");
            assertThat(changes.get("created").size()).isEqualTo(1);
            assertThat(changes.get("newState").asString()).isEqualTo(told);
        }
    }

    @Test
    void aDownloadIsTheMessageByteByByte() throws IOException {
        String body = "Gr\u00fc\u00dfe\r\n".repeat(5_000);
        try (SmtpClient client = smtp();
                JmapClient alice = jmap(ALICE)) {
            client.hello();
            SmtpClient.expect(250, client.send(message("download", body), ALICE));
            JsonNode email = find(alice, "download", ",\"blobId\",\"size\"");
            byte[] raw = alice.download(email.get("blobId").asString());
            assertThat(raw).hasSize(email.get("size").intValue());
            assertThat(new String(raw, StandardCharsets.UTF_8)).endsWith("\r\n\r\n" + body + "\r\n");
            assertThat(alice.get("/jmap/download/" + alice.account() + "/nonsense/x")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void strangersGetNothing() throws IOException {
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            for (String path : new String[] {"/.well-known/jmap", "/jmap/eventsource", "/admin/v1/accounts"}) {
                assertThat(http.send("GET", path, Map.of(), new byte[0]).status())
                        .as(path)
                        .isEqualTo(401);
            }
            // alice:wrong
            Map<String, String> wrong = Map.of("Authorization", "Basic YWxpY2U6d3Jvbmc=");
            assertThat(http.send("GET", "/.well-known/jmap", wrong, new byte[0]).status())
                    .isEqualTo(401);
            // alice@example.test:demo, who is no administrator
            Map<String, String> alice = Map.of("Authorization", "Basic YWxpY2VAZXhhbXBsZS50ZXN0OmRlbW8=");
            assertThat(http.send("GET", "/admin/v1/accounts", alice, new byte[0])
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void anotherAccountIsNotFound() throws IOException {
        try (JmapClient alice = jmap(ALICE);
                JmapClient bob = jmap(BOB)) {
            JsonNode answer = alice.post("[[\"Email/get\",{\"accountId\":\"" + bob.account() + "\",\"ids\":[]},\"0\"]]")
                    .json();
            assertThat(answer.at("/methodResponses/0/1/type").asString()).isEqualTo("accountNotFound");
        }
    }

    @Test
    void mailForNobodyAndForElsewhereIsRefusedAtOnce() throws IOException {
        try (SmtpClient client = smtp()) {
            client.hello();
            SmtpClient.expect(250, client.command("MAIL FROM:<x@elsewhere.test>"));
            assertThat(client.command("RCPT TO:<nobody@example.test>").toString())
                    .startsWith("550 5.1.1");
            assertThat(client.command("RCPT TO:<a@elsewhere.test>").toString()).startsWith("550 5.7.1");
            assertThat(client.command("DATA").code()).isEqualTo(554);
        }
    }
}
