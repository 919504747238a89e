package org.mailbay.itests.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;

/** Plugins that behaved when they were installed, and do not at the next start of the server: it starts without them, and says so. */
final class BadStartXIT {
    private static final int PATIENCE = 30_000;
    private static final String ALICE = "alice@example.test";

    private @TempDir Path work;

    /** Does something bad as soon as there is a file. */
    private Plugin moody(String name, String bad) {
        return new Plugin(
                name,
                "public Bad() throws Exception { if (java.nio.file.Files.exists(java.nio.file.Path.of(\""
                        + work.resolve("moody") + "\"))) { " + bad + " } }");
    }

    private static void mail(Server server) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE);
                JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
            client.hello();
            SmtpClient.expect(250, client.send("Subject: umbrella\r\n\r\nx\r\n", ALICE));
            assertThat(alice.one("Email/query", "\"filter\":{\"subject\":\"umbrella\"}")
                            .get("ids"))
                    .hasSize(1);
        }
    }

    @Test
    void theServerStartsWithoutWhoThrowsOrBlocks() throws Exception {
        Path data = work.resolve("data");
        Server.configure(data, "");
        Path file = data.resolve("etc/mailbay.toml");
        Files.writeString(file, Files.readString(file).replace("[features]", "[features]\nstopSeconds = 4"));
        try (Server server = Server.start(data, "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            admin.update(moody("sleeper", "Thread.sleep(3_600_000);").jar(work));
            admin.update(
                    moody("stubborn", "while (true) { try { Thread.sleep(9_999); } catch (InterruptedException e) {} }")
                            .jar(work));
            admin.update(moody("thrower", "throw new IllegalStateException(\"not today\");")
                    .jar(work));
            admin.update(moody("gentle", "").jar(work));
            assertThat(server.stop()).as(server.text()).isZero();
        }
        Files.createFile(work.resolve("moody"));
        try (Server server = Server.start(data, "--demo")) {
            assertThat(server.text())
                    .contains("event=bundle outcome=blocks bundle=com.example.sleeper")
                    .contains("event=bundle outcome=blocks bundle=com.example.stubborn")
                    .contains("com.example.bad.Bad.<init>", "not today");
            mail(server);
            AdminClient admin = new AdminClient(server.port("http"), data);
            assertThat(admin.get("features").toString()).contains("com.example.gentle");
            for (String name : List.of("sleeper", "thrower", "gentle", "stubborn")) {
                admin.delete("features/com.example." + name);
            }
            server.kill();
        }
        try (Server server = Server.start(data, "--demo")) {
            assertThat(server.text()).doesNotContain("com.example.");
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }
}
