package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailbay.net.toy.ToyProtocol;

@Timeout(60)
final class DialogueTest {
    private final Rig rig = new Rig();
    private final ToyProtocol toy = new ToyProtocol("a");

    @BeforeEach
    void open() {
        rig.with("options", new String[] {"greeting=dear "}).open();
        rig.bind(toy);
    }

    @AfterEach
    void close() {
        rig.close();
        assertThat(toy.sessions()).isZero();
    }

    @Test
    void greetsAndAnswers() {
        try (Client client = rig.connect()) {
            assertThat(client.line()).isEqualTo("a hello dear 127.0.0.1");
            assertThat(client.ask("one two")).isEqualTo("a echo one two");
            assertThat(client.ask("QUIT")).isEqualTo("a bye");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void linesComeInAnyPieces() throws InterruptedException {
        try (Client client = rig.connect()) {
            client.line();
            for (byte b : "split line\r\n".getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {b});
                Thread.sleep(2);
            }
            assertThat(client.line()).isEqualTo("a echo split line");
            client.send("x\ny\r\nCOUNT\r\nz");
            assertThat(client.line()).isEqualTo("a echo x");
            assertThat(client.line()).isEqualTo("a echo y");
            assertThat(client.line()).isEqualTo("a count 1");
            client.send("z\r\n");
            assertThat(client.line()).isEqualTo("a echo zz");
        }
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() {
        try (Client client = rig.connect()) {
            client.line();
            client.send("COUNT\r\n".repeat(20_000));
            for (int i = 1; i <= 20_000; i++) {
                assertThat(client.line()).isEqualTo("a count " + i);
            }
        }
    }

    @Test
    void overlongLineIsToldOnceAndTheNextIsRead() {
        try (Client client = rig.connect()) {
            client.line();
            assertThat(client.ask("x".repeat(98))).isEqualTo("a echo " + "x".repeat(98));
            assertThat(client.ask("x".repeat(99))).isEqualTo("a too long");
            assertThat(client.ask("y".repeat(500_000))).isEqualTo("a too long");
            assertThat(client.ask("COUNT")).isEqualTo("a count 1");
        }
    }

    @Test
    void endlessLineEndsTheConnection() {
        try (Client client = rig.connect()) {
            client.line();
            try {
                client.send(new byte[3_000_000]);
            } catch (java.io.UncheckedIOException e) {
                assertThat(e).hasMessageContaining("Broken pipe");
            }
            assertThat(client.line()).isIn("a too long", "<end>", "<reset>");
        }
    }

    @Test
    void endlessLineIsToldBeforeTheEnd() {
        try (Client client = rig.connect()) {
            client.line();
            client.send(new byte[1_100_000]);
            assertThat(client.line()).isEqualTo("a too long");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void bytesThenLines() {
        try (Client client = rig.connect()) {
            client.line();
            byte[] body = new byte[300_000];
            new Random(7).nextBytes(body);
            long sum = 0;
            for (byte b : body) {
                sum = sum * 31 + b;
            }
            client.send("DATA 300000\r\n").send(body).send("COUNT\r\n");
            assertThat(client.line()).isEqualTo("a got 300000 " + sum);
            assertThat(client.line()).isEqualTo("a count 1");
            client.send("BITS 300000\r\n").send(body).send("COUNT\r\n");
            assertThat(client.line()).isEqualTo("a got 300000 " + sum);
            assertThat(client.line()).isEqualTo("a count 2");
        }
    }

    @Test
    void halfClosedClientGetsItsAnswers() {
        try (Client client = rig.connect()) {
            client.line();
            client.send("SLEEP 50\r\nCOUNT\r\nincomplete").endOutput();
            assertThat(client.line()).isEqualTo("a slept");
            assertThat(client.line()).isEqualTo("a count 1");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void tasksRunBetweenCalls() throws Exception {
        try (Client client = rig.connect()) {
            client.line();
            client.send("LATER\r\n");
            toy.release();
            assertThat(client.line()).isEqualTo("a later");
            client.send("LATER\r\nWAIT\r\n");
            // Also the LATER before.
            toy.awaitArrivals(3);
            toy.release();
            toy.release();
            assertThat(client.line()).isEqualTo("a waited");
            assertThat(client.line()).isEqualTo("a later");
            assertThat(client.ask("CLOSE")).isEqualTo("a closing");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void failingSessionEndsOnlyItself() {
        try (Client client = rig.connect();
                Client other = rig.connect()) {
            client.line();
            other.line();
            assertThat(client.ask("BOOM")).isEqualTo("BYE SHUTTING_DOWN");
            assertThat(client.line()).isEqualTo("<end>");
            assertThat(other.ask("COUNT")).isEqualTo("a count 1");
        }
    }
}
