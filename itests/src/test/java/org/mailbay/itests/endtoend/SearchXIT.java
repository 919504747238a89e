package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** Mail comes in by SMTP and is found by its text, before and after a restart, through the real index. */
final class SearchXIT {
    private static final String ALICE = "alice@example.test";
    private static final int PATIENCE = 30_000;

    @TempDir
    Path data;

    private static void deliver(SmtpClient client, String subject, String rest) throws IOException {
        SmtpClient.expect(
                250,
                client.send(
                        "From: Carol Danvers <carol@elsewhere.test>\r\nList-Id: <people.elsewhere.test>\r\nSubject: "
                                + subject + "\r\n" + rest.replace("\n", "\r\n"),
                        ALICE));
    }

    /** The subjects of what is found; asks again while the server says that its index is behind. */
    private static List<String> found(JmapClient alice, String filter) throws Exception {
        String query = "[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"filter\":" + filter
                + ",\"sort\":[{\"property\":\"subject\"}]},\"0\"]]";
        JsonNode response = null;
        for (int i = 0; i < 100; i++) {
            Answer answer = alice.post(query);
            assertThat(answer.status()).isEqualTo(200);
            response = answer.json().get("methodResponses").get(0);
            if (!response.get(0).asString().equals("error")) {
                break;
            }
            assertThat(response.get(1).get("type").asString())
                    .as(response.toString())
                    .isEqualTo("serverUnavailable");
            Thread.sleep(100);
        }
        JsonNode emails =
                alice.one("Email/get", "\"ids\":" + response.get(1).get("ids") + ",\"properties\":[\"subject\"]");
        List<String> subjects = new ArrayList<>();
        emails.get("list").forEach(email -> subjects.add(email.get("subject").asString()));
        return subjects;
    }

    private static String docx(String words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
            zip.write("<?xml version=\"1.0\"?><Types/>".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("word/document.xml"));
            zip.write(
                    ("<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/"
                                    + "2006/main\"><w:body><w:p><w:r><w:t>" + words
                                    + "</w:t></w:r></w:p></w:body></w:document>")
                            .getBytes(StandardCharsets.UTF_8));
        }
        return Base64.getMimeEncoder().encodeToString(bytes.toByteArray());
    }

    @Test
    void mailIsFoundByItsText() throws Exception {
        try (Server server = Server.start(data, "--demo");
                JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE);
                SmtpClient smtp = new SmtpClient(server.port("smtp"), PATIENCE)) {
            smtp.hello();
            deliver(smtp, "orchard", "\nThe quick brown fox jumps over zwetschgenkuchen.\n");
            deliver(
                    smtp,
                    "invoice",
                    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                            + "--b\n\nsee attachment\n--b\nContent-Type: application/vnd.openxmlformats-officedocument."
                            + "wordprocessingml.document\nContent-Transfer-Encoding: base64\n"
                            + "Content-Disposition: attachment; filename=quittung.docx\n\n"
                            + docx("hippopotamus inside").replace("\r\n", "\n") + "\n--b--\n");
            deliver(
                    smtp,
                    "=?utf-8?b?5p2x5Lqs?=",
                    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                            + "Content-Transfer-Encoding: base64\n\n"
                            + Base64.getEncoder().encodeToString("東京都に住んでいます。Größe".getBytes(StandardCharsets.UTF_8))
                            + "\n");
            assertThat(found(alice, "{\"text\":\"zwetschgenkuchen\"}")).containsExactly("orchard");
            assertThat(found(alice, "{\"body\":\"\\\"brown fox\\\"\"}")).containsExactly("orchard");
            assertThat(found(alice, "{\"body\":\"\\\"fox brown\\\"\"}")).isEmpty();
            assertThat(found(alice, "{\"body\":\"zwetsch*\"}")).containsExactly("orchard");
            assertThat(found(alice, "{\"body\":\"hippopotamus\"}")).containsExactly("invoice");
            assertThat(found(alice, "{\"text\":\"quittung\"}")).containsExactly("invoice");
            assertThat(found(alice, "{\"body\":\"東京\"}")).containsExactly("東京");
            assertThat(found(alice, "{\"text\":\"größe\"}")).containsExactly("東京");
            assertThat(found(alice, "{\"from\":\"danvers\",\"subject\":\"invoice\"}"))
                    .containsExactly("invoice");
            assertThat(found(alice, "{\"header\":[\"List-Id\",\"people.else\"]}"))
                    .containsExactly("invoice", "orchard", "東京");
            snippet(alice);
            JsonNode status = new AdminClient(server.port("http"), data).get("store/search");
            assertThat(status.at("/shards/0/state").asString()).isEqualTo("fed");
            assertThat(status.at("/shards/0/documents").asInt()).isGreaterThanOrEqualTo(3);
            assertThat(status.get("findings").isEmpty()).isTrue();
            assertThat(server.stop()).as(server.text()).isZero();
            assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
        }
        again();
    }

    private static void snippet(JmapClient alice) throws Exception {
        String id = alice.one("Email/query", "\"filter\":{\"text\":\"zwetschgenkuchen\"}")
                .get("ids")
                .get(0)
                .toString();
        JsonNode snippet = alice.one(
                        "SearchSnippet/get", "\"filter\":{\"text\":\"orchard fox\"},\"emailIds\":[" + id + "]")
                .get("list")
                .get(0);
        assertThat(snippet.get("subject").asString()).isEqualTo("<mark>orchard</mark>");
        assertThat(snippet.get("preview").asString()).contains("brown <mark>fox</mark> jumps");
    }

    /** What was indexed is there after a restart, and is read again on command while it goes on being found. */
    private void again() throws Exception {
        try (Server server = Server.start(data, "--demo");
                JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            assertThat(found(alice, "{\"body\":\"hippopotamus\"}")).containsExactly("invoice");
            assertThat(admin.get("store/search").get("indexed").asInt())
                    .as("nothing is indexed twice")
                    .isZero();
            assertThat(admin.post("store/search/rebuild", Map.of("account", alice.account()))
                            .get("accounts")
                            .asInt())
                    .isEqualTo(1);
            for (int i = 0; i < 100 && admin.get("store/search").get("indexed").asInt() < 3; i++) {
                Thread.sleep(100);
            }
            assertThat(admin.get("store/search").get("indexed").asInt()).isGreaterThanOrEqualTo(3);
            assertThat(found(alice, "{\"body\":\"hippopotamus\"}")).containsExactly("invoice");
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }
}
