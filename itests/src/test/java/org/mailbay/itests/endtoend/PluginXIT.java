package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** A third party's plugins come into a running server: a record driver keeps mail through a kill, and goes again; a stage is heard. */
final class PluginXIT {
    private static final int PATIENCE = 30_000;
    private static final String ALICE = "alice@example.test";

    @TempDir
    Path data;

    private static void deliver(Server server, String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            client.hello();
            SmtpClient.expect(250, client.send("Subject: " + subject + "\r\n\r\nwords of " + subject + "\r\n", ALICE));
        }
    }

    /** The subjects of what has this text, as soon as the search is open again after a driver went. */
    private static List<String> found(Server server, String text) throws Exception {
        long deadline = System.nanoTime() + PATIENCE * 1_000_000L;
        while (true) {
            try {
                return foundNow(server, text);
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).contains("serverUnavailable") || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private static List<String> foundNow(Server server, String text) throws Exception {
        try (JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
            JsonNode ids = alice.one("Email/query", "\"filter\":{\"subject\":\"" + text + "\"}")
                    .get("ids");
            List<String> subjects = new ArrayList<>();
            alice.one("Email/get", "\"ids\":" + ids + ",\"properties\":[\"subject\"]")
                    .get("list")
                    .forEach(email -> subjects.add(email.get("subject").asString()));
            return subjects;
        }
    }

    /** Waits until the server has said something so often since the test began. */
    private static void awaitLine(Server server, String words, int times) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE * 1_000_000L;
        while (server.output().stream().filter(line -> line.contains(words)).count() < times) {
            assertThat(System.nanoTime()).as(words + " in " + server.text()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    /** The directory reads its accounts anew, some moments after the store is there. */
    private static void awaitLogin(Server server) throws Exception {
        long deadline = System.nanoTime() + PATIENCE * 1_000_000L;
        while (true) {
            try (JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
                alice.session();
                return;
            } catch (IOException e) {
                assertThat(System.nanoTime()).as(e.toString()).isLessThan(deadline);
                Thread.sleep(50);
            }
        }
    }

    private void configure(String more) throws IOException {
        Server.configure(data, "[example.record-driver]\nfolder = \"" + data.resolve("plugin") + "\"\n" + more);
    }

    /** Sends a message; the events of its trace. */
    private static JsonNode traced(Server server, String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            client.hello();
            String reply = SmtpClient.expect(250, client.send("Subject: " + subject + "\r\n\r\nx\r\n", ALICE))
                    .text();
            return new AdminClient(server.port("http"), server.data())
                    .get("trace/" + reply.replaceAll(".* ", ""))
                    .get("events");
        }
    }

    @Test
    void theOpinionOfAThirdPartysStageIsInTheNextTrace() throws Exception {
        Path jar = Server.home().resolve("../../../examples/antispam-stage/target/antispam-stage-0.1.0.jar");
        try (Server server = Server.start(data, "--demo")) {
            assertThat(traced(server, "lottery").toString()).doesNotContain("example-words");
            new AdminClient(server.port("http"), data).update(jar);
            assertThat(traced(server, "lottery").toString())
                    .contains("\"part\":\"antispam.example-words\"")
                    .contains("1 word in the subject");

            Server.configure(data, "[example.antispam-stage]\nwords = [\"quokka\"]\npoints = 50\n");
            awaitLine(server, "event=config.applied", 2);
            try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
                client.hello();
                SmtpClient.expect(550, client.send("Subject: a Quokka\r\n\r\nx\r\n", ALICE));
            }
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }

    @Test
    void aDriverOfAThirdPartyComesAndGoes() throws Exception {
        Path jar = Server.home().resolve("../../../examples/record-driver/target/record-driver-0.1.0.jar");
        try (Server server = Server.start(data, "--demo")) {
            deliver(server, "amber");
            new AdminClient(server.port("http"), data).update(jar);
            configure("");
            awaitLine(server, "event=driver-not-used kind=records driver=example-log wanted=derby", 1);
            assertThat(found(server, "amber")).containsExactly("amber");

            configure("[store]\nrecordDriver = \"example-log\"\n");
            awaitLine(server, "event=shard-opened shard=main driver=example-log", 1);
            awaitLine(server, "event=demo outcome=filled", 2);
            assertThat(found(server, "amber")).isEmpty();
            deliver(server, "basalt");
            server.kill();
        }
        try (Server server = Server.start(data, "--demo")) {
            assertThat(server.text())
                    .contains("shard=main driver=example-log")
                    .doesNotContain("shard=main driver=derby");
            assertThat(found(server, "basalt")).containsExactly("basalt");

            configure("");
            awaitLine(server, "event=shard-opened shard=main driver=derby", 1);
            awaitLogin(server);
            assertThat(found(server, "amber")).containsExactly("amber");
            assertThat(found(server, "basalt")).isEmpty();
            deliver(server, "copper");
            assertThat(found(server, "copper")).containsExactly("copper");
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }
}
