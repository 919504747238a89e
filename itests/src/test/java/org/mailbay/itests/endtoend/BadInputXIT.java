package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** What strangers send by mistake or on purpose: each gets its protocol's own error, and the server's memory does not move. */
final class BadInputXIT {
    private static final String ALICE = "alice@example.test";
    private static final int PATIENCE = 60_000;

    /** What the heap, which begins at 64 MiB, may grow by while the code warms up; far below what any of the inputs would take unbounded. */
    private static final long MOST_GROWTH_MIB = 200;

    @TempDir
    static Path data;

    static Server server;
    static long before;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = Server.start(data, "--demo");
        before = server.status().residentMib();
    }

    @AfterAll
    static void itIsAsBigAsBeforeAndStillThere() throws IOException, InterruptedException {
        long after = server.status().residentMib();
        System.out.println("Resident before " + before + " MiB, after " + after + " MiB");
        assertThat(after).as("MiB resident, before: " + before).isLessThan(before + MOST_GROWTH_MIB);
        assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
        assertThat(server.stop()).as(server.text()).isZero();
    }

    /** Whatever the others did: the server still takes mail. */
    @BeforeEach
    void itStillTakesMail() throws IOException {
        try (SmtpClient client = greeted()) {
            SmtpClient.expect(250, client.send("Subject: alive\r\n\r\nx", ALICE));
        }
    }

    private static SmtpClient greeted() throws IOException {
        SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE);
        client.hello();
        return client;
    }

    private static JmapClient jmap() throws IOException {
        return new JmapClient(server.port("http"), ALICE, "demo", PATIENCE);
    }

    @Test
    void commandsOutOfOrderAre503() throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            for (String command : new String[] {"MAIL FROM:<a@b.test>", "RCPT TO:<" + ALICE + ">", "DATA"}) {
                assertThat(client.command(command).code()).as(command).isEqualTo(503);
            }
            client.hello();
            assertThat(client.command("RCPT TO:<" + ALICE + ">").code()).isEqualTo(503);
            assertThat(client.command("NONSENSE").code()).isEqualTo(500);
        }
    }

    @Test
    void aLineThatIsTooLongIsRefusedOnce() throws IOException {
        try (SmtpClient client = greeted()) {
            assertThat(client.command("NOOP " + "x".repeat(500_000)).code()).isEqualTo(500);
            assertThat(client.command("NOOP").code()).isEqualTo(250);
        }
    }

    @Test
    void aLineWithoutEndEndsTheConnection() throws IOException {
        try (SmtpClient client = greeted()) {
            client.write("x".repeat(1_100_000));
            assertThat(client.reply().code()).isEqualTo(500);
            assertThat(client.isEnded()).isTrue();
        }
        try (SmtpClient client = greeted()) {
            byte[] piece = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            client.write(piece);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void bytesThatNoCommandHasAreRefused() throws IOException {
        for (String command : new String[] {
            "NOOP\0",
            "MAIL FROM:<a\u00e9@b.test>",
            "MAIL FROM:<a\rb@c.test>",
            "MAIL FROM:<a@b.test>\nRCPT TO:<x@y.test>"
        }) {
            try (SmtpClient client = greeted()) {
                assertThat(client.command(command).code()).as(command).isBetween(500, 559);
            }
        }
    }

    @Test
    void bareLineEndsInAMessageAreNotSmuggled() throws IOException {
        String hidden =
                "x\n.\nMAIL FROM:<evil@elsewhere.test>\nRCPT TO:<" + ALICE + ">\nDATA\nSubject: smuggled\n\nx\n.\n";
        try (SmtpClient client = greeted();
                JmapClient alice = jmap()) {
            String state = alice.one("Email/get", "\"ids\":[]").get("state").asString();
            assertThat(client.send("Subject: outer\r\n\r\n" + hidden, ALICE).toString())
                    .startsWith("550 5.6.0");
            assertThat(client.command("NOOP").code()).isEqualTo(250);
            JsonNode changes = alice.one("Email/changes", "\"sinceState\":\"" + state + "\"");
            assertThat(changes.get("created").isEmpty()).isTrue();
        }
    }

    @Test
    void aMessageThatNeverEndsIsCutOff() throws IOException {
        try (SmtpClient client = greeted()) {
            SmtpClient.expect(250, client.command("MAIL FROM:<a@b.test>"));
            SmtpClient.expect(250, client.command("RCPT TO:<" + ALICE + ">"));
            SmtpClient.expect(354, client.command("DATA"));
            byte[] piece = ("x".repeat(998) + "\r\n").repeat(1_000).getBytes(StandardCharsets.US_ASCII);
            int sent = 0;
            try {
                for (; sent < 400; sent++) {
                    client.write(piece);
                }
            } catch (IOException e) {
                assertThat(sent).as("MB before the server hung up").isGreaterThan(50);
                return;
            }
            assertThat(client.reply().code()).isIn(421, 552);
        }
    }

    @Test
    void aBombOfPartsIsAMessageLikeAnother() throws IOException {
        StringBuilder siblings =
                new StringBuilder("Subject: siblings\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
        siblings.append("--b\r\n\r\nx\r\n".repeat(100_000)).append("--b--");
        StringBuilder nested = new StringBuilder("Subject: nested\r\n");
        for (int i = 0; i < 100_000; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        nested.append("\r\nx");
        try (SmtpClient client = greeted();
                JmapClient alice = jmap()) {
            for (String bomb : new String[] {siblings.toString(), nested.toString()}) {
                SmtpClient.expect(250, client.send(bomb, ALICE));
                JsonNode email = alice.call(
                                "[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"sort\":[{\"property\":\"receivedAt\","
                                        + "\"isAscending\":false}],\"limit\":1},\"q\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"#ids\":"
                                        + "{\"resultOf\":\"q\",\"name\":\"Email/query\",\"path\":\"/ids\"},\"properties\":[\"subject\","
                                        + "\"bodyStructure\",\"blobId\"]},\"g\"]]")
                        .at("/1/1/list/0");
                assertThat(bomb).startsWith("Subject: " + email.get("subject").asString() + "\r\n");
                String raw = new String(alice.download(email.get("blobId").asString()), StandardCharsets.US_ASCII);
                assertThat(raw).endsWith(bomb + "\r\n");
            }
        }
    }

    @Test
    void whatIsNoRequestIsAProblemWithItsType() throws IOException {
        try (JmapClient alice = jmap()) {
            assertProblem(alice.raw("text/plain", "{}".getBytes(StandardCharsets.UTF_8)), 400, "notJSON");
            assertProblem(json(alice, "{"), 400, "notJSON");
            assertProblem(json(alice, "{\"using\":\"x\"}"), 400, "notRequest");
            assertProblem(json(alice, "{\"using\":[],\"using\":[],\"methodCalls\":[]}"), 400, "notJSON");
            assertProblem(json(alice, "{\"using\":[\"urn:nobody\"],\"methodCalls\":[]}"), 400, "unknownCapability");
            assertProblem(json(alice, "[".repeat(9_900_000)), 400, "notJSON");
            assertProblem(json(alice, "[".repeat(11_000_000)), 400, "limit");
        }
    }

    private static Answer json(JmapClient client, String text) throws IOException {
        return client.raw("application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertProblem(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.fields().get("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:ietf:params:jmap:error:" + type);
    }

    @Test
    void aCallThatIsWrongDoesNotSpoilTheOthers() throws IOException {
        try (JmapClient alice = jmap()) {
            JsonNode responses = alice.post(
                            "[[\"Email/frobnicate\",{},\"a\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"#ids\":"
                                    + "{\"resultOf\":\"nobody\",\"name\":\"Email/query\",\"path\":\"/ids\"}},\"b\"],[\"Email/get\",{\"accountId\":"
                                    + "\"ACCOUNT\",\"ids\":7},\"c\"],[\"Core/echo\",{\"x\":1},\"d\"]]")
                    .json()
                    .get("methodResponses");
            assertThat(responses.at("/0/1/type").asString()).isEqualTo("unknownMethod");
            assertThat(responses.at("/1/1/type").asString()).isEqualTo("invalidResultReference");
            assertThat(responses.at("/2/1/type").asString()).isEqualTo("invalidArguments");
            assertThat(responses.at("/3/0").asString()).isEqualTo("Core/echo");
        }
    }

    @Test
    void hugeHeadersOfARequestAreRefused() throws IOException {
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            Answer answer = http.send("GET", "/.well-known/jmap", Map.of("X-Long", "x".repeat(100_000)), new byte[0]);
            assertThat(answer.status()).isEqualTo(431);
        }
    }
}
