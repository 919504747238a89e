package org.mailbay.itests.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.imap.Dialogue.Place;
import org.mailbay.itests.server.Server;

/**
 * Holds all scripts with one assembled server, each as users of its own. {@code -Dtranscript=rfc6851} holds only those with this in their
 * name.
 */
final class ImapTranscriptXIT {
    static final Path FOLDER = Path.of("src/test/resources/imap");
    private static final String PASSWORD = "transcript";
    private static final int PATIENCE = 20_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    static Path data;

    private static Server server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Server.configure(data, """
                [imap]
                authDelaySeconds = 0
                adminUri = "mailto:postmaster@example.test"
                comment = "No mail on Sunday"
                jmapUrl = "https://mail.example.test/.well-known/jmap"
                """);
        server = Server.start(data, "--demo");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(server.stop()).as(server.text()).isZero();
        assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
    }

    @TestFactory
    Stream<DynamicTest> transcripts() throws IOException {
        List<Script> all = Script.in(FOLDER);
        assertThat(all).isNotEmpty();
        String only = System.getProperty("transcript", "");
        return all.stream()
                .filter(script -> script.name().contains(only))
                .map(script -> DynamicTest.dynamicTest(script.name(), () -> hold(script)));
    }

    private static void hold(Script script) throws IOException {
        int number = NUMBER.incrementAndGet();
        AdminClient admin = new AdminClient(server.port("http"), server.data());
        String user = "imap" + number + "@example.test";
        String other = "mate" + number + "@example.test";
        for (String address : List.of(user, other)) {
            admin.post("accounts", Map.of("address", address, "password", PASSWORD));
        }
        Place place = new Place(server.port("imap"), server.port("imaps"), user, other, PASSWORD, PATIENCE);
        try (Dialogue dialogue = new Dialogue(script, place)) {
            assertThat(dialogue.hold())
                    .as(script.name() + ": " + script.title())
                    .isEmpty();
        }
    }
}
