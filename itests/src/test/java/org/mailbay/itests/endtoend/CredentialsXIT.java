package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.EventStream;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.JmapSocket;
import org.mailbay.itests.server.Server;

/** What was opened with a password ends when it is changed (RFC 8620 §8.2), though nobody asks for anything. */
final class CredentialsXIT {
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";

    /** Longer than it takes, far shorter than event sources and WebSockets live. */
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

    private static JmapClient jmap(String user, String password) throws IOException {
        return new JmapClient(server.port("http"), user, password, PATIENCE);
    }

    @Test
    void aChangedPasswordEndsEventSourcesAndWebSockets() throws Exception {
        try (JmapClient alice = jmap(ALICE, "demo");
                JmapClient bob = jmap(BOB, "demo");
                EventStream events = new EventStream(server.port("http"), alice, 0, "", PATIENCE);
                JmapSocket socket = new JmapSocket(server.port("http"), alice, PATIENCE);
                JmapSocket bobs = new JmapSocket(server.port("http"), bob, PATIENCE)) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            admin.put("accounts/" + ALICE + "/password", Map.of("password", "changed"));
            assertThat(events.next().name()).isEqualTo("end");
            assertThatThrownBy(socket::next)
                    .isInstanceOf(JmapSocket.Closed.class)
                    .hasMessage("1008");
            assertThatThrownBy(() -> jmap(ALICE, "demo")).hasMessageContaining("401");
            jmap(ALICE, "changed").close();

            bobs.send("{\"@type\":\"Request\",\"using\":[],\"methodCalls\":[]}");
            assertThat(bobs.next().get("@type").asString())
                    .as("somebody else's stays")
                    .isIn("Response", "RequestError");
        }
    }
}
