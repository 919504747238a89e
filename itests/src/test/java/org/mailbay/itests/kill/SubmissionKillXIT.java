package org.mailbay.itests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** A submission that was accepted is sent although the server is killed before, while and after it does so. */
final class SubmissionKillXIT {
    private static final String USER = "kill@example.test";
    private static final String PASSWORD = "kill-kill-kill";
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int KILLS = 3;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private volatile Server server;
    private volatile boolean over;

    private JmapClient client() throws IOException {
        return new JmapClient(server.port("http"), USER, PASSWORD, TIMEOUT_MILLIS);
    }

    private static JsonNode one(JmapClient client, String method, String arguments) throws IOException {
        String request = "{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\","
                + "\"urn:ietf:params:jmap:submission\"],\"methodCalls\":[[\"" + method + "\",{\"accountId\":\""
                + client.account() + '"' + arguments + "},\"0\"]]}";
        Answer answer = client.raw("application/json", request.getBytes(StandardCharsets.UTF_8));
        if (answer.status() != 200) {
            throw new IOException(answer.status() + " " + answer.text());
        }
        return answer.json().get("methodResponses").get(0).get(1);
    }

    @Test
    void whatWasAcceptedIsSent(@TempDir Path data) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        server = Server.start(data, "--demo");
        try {
            new AdminClient(server.port("http"), server.data())
                    .post("accounts", Map.of("address", USER, "name", "", "password", PASSWORD));
            try (SmtpClient smtp = new SmtpClient(server.port("smtp"), TIMEOUT_MILLIS)) {
                smtp.hello();
                SmtpClient.expect(250, smtp.send("From: " + USER + "\r\nSubject: x\r\n\r\nx", USER));
            }
            Thread load = Thread.ofPlatform().start(this::submit);
            for (int kill = 0; kill < KILLS; kill++) {
                int before = accepted.size();
                while (accepted.size() < before + 5) {
                    Thread.sleep(5);
                }
                Thread.sleep(random.nextInt(400));
                server.kill();
                server = Server.start(data, "--demo");
            }
            over = true;
            load.join();
            try (JmapClient client = client()) {
                Set<String> unsent = unsent(client);
                long deadline = System.nanoTime() + PATIENCE;
                while (!unsent.isEmpty() && System.nanoTime() < deadline) {
                    Thread.sleep(200);
                    unsent = unsent(client);
                }
                assertThat(unsent).isEmpty();
                int messages = one(client, "Email/query", ",\"calculateTotal\":true")
                        .get("total")
                        .asInt();
                System.out.println(accepted.size() + " submissions accepted, " + (messages - 1) + " delivered");
                assertThat(messages - 1).isGreaterThanOrEqualTo(accepted.size());
            }
            JsonNode check = new AdminClient(server.port("http"), server.data()).post("store/check", Map.of());
            assertThat(check.get("findings")).isEmpty();
        } finally {
            server.close();
        }
    }

    /** Those of {@link #accepted} that are not delivered. */
    private Set<String> unsent(JmapClient client) throws IOException {
        Set<String> unsent = new TreeSet<>(accepted);
        JsonNode ids = one(client, "EmailSubmission/query", "").get("ids");
        for (int from = 0; from < ids.size(); from += 200) {
            StringBuilder some = new StringBuilder();
            for (int i = from; i < Math.min(ids.size(), from + 200); i++) {
                some.append(i == from ? "" : ",")
                        .append('"')
                        .append(ids.get(i).asString())
                        .append('"');
            }
            for (JsonNode submission : one(client, "EmailSubmission/get", ",\"ids\":[" + some + "]")
                    .get("list")) {
                if (submission
                        .get("deliveryStatus")
                        .get(USER)
                        .get("delivered")
                        .asString()
                        .equals("yes")) {
                    unsent.remove(submission.get("id").asString());
                }
            }
        }
        return unsent;
    }

    private void submit() {
        while (!over) {
            try (JmapClient client = client()) {
                String identity = one(client, "Identity/get", ",\"ids\":null")
                        .at("/list/0/id")
                        .asString();
                String email = one(client, "Email/query", ",\"sort\":[{\"property\":\"receivedAt\"}],\"limit\":1")
                        .at("/ids/0")
                        .asString();
                while (!over) {
                    JsonNode set = one(
                            client,
                            "EmailSubmission/set",
                            ",\"create\":{\"s\":{\"identityId\":\"" + identity + "\",\"emailId\":\"" + email
                                    + "\",\"envelope\":{\"mailFrom\":{\"email\":\"" + USER
                                    + "\"},\"rcptTo\":[{\"email\":\"" + USER + "\"}]}}}");
                    accepted.add(set.at("/created/s/id").asString());
                }
            } catch (IOException | RuntimeException killed) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
