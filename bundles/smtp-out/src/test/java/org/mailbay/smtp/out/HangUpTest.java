package org.mailbay.smtp.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailbay.delivery.spi.Carried;

/** A server that closes the connection at any point of the dialogue: nothing is lost, nothing is sent twice without need. */
class HangUpTest {
    private static final List<String> POINTS =
            List.of("connect", "EHLO", "MAIL", "RCPT TO:<b", "RCPT TO:<c", "DATA", ".");

    /** What is said before it hangs up; %s is the usual reply. */
    private static final List<String> LAST_WORDS = List.of(
            "", "2", "250", "250-2.0.0 this is\n", "250-2.0.0 this is\n250", "hello\n", "\n", "421 4.3.2 stop\n");

    private static Stream<Arguments> points() {
        List<Arguments> all = new ArrayList<>();
        for (String extensions : List.of("X", "PIPELINING", "CHUNKING", "PIPELINING,CHUNKING")) {
            for (String point : POINTS) {
                if (!point.equals("DATA") || !extensions.contains("CHUNKING")) {
                    LAST_WORDS.forEach(words -> all.add(new Arguments(extensions, point, words)));
                }
            }
        }
        return all.stream();
    }

    record Arguments(String extensions, String point, String words) {}

    @ParameterizedTest
    @MethodSource("points")
    void whoHangsUpIsFollowedByTheNextServerOnlyIfItCannotHaveTheMessage(Arguments at) throws Exception {
        try (Bench bench = new Bench();
                ScriptedServer second = new ScriptedServer("127.0.0.2", bench.server.port())) {
            bench.zone.mx("there.example", 20, "mx2.there.example").a("mx2.there.example", "127.0.0.2");
            bench.server.extensions = List.of(at.extensions().split(","));
            bench.server.script =
                    (conversation, line) -> line.startsWith(at.point()) ? at.words() + ScriptedServer.HANG_UP : null;
            List<Carried> carried = bench.send("b@there.example", "c@there.example");
            if (at.point().equals(".")) {
                assertThat(carried).allSatisfy(result -> {
                    assertThat(result).isInstanceOf(Carried.Later.class);
                    assertThat(result.remote()).startsWith("mx.there.example [127.0.0.1]");
                    assertThat(((Carried.Later) result).isDestination()).isFalse();
                });
                assertThat(second.connections).hasValue(0);
            } else {
                assertThat(carried).allSatisfy(result -> {
                    assertThat(result).isInstanceOf(Carried.Taken.class);
                    assertThat(result.remote()).startsWith("mx2.there.example [127.0.0.2]");
                });
                assertThat(second.messages).hasSize(1);
            }
            assertThat(bench.server.messages).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("points")
    void whoIsAloneAndHangsUpIsForLater(Arguments at) throws Exception {
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of(at.extensions().split(","));
            bench.server.script =
                    (conversation, line) -> line.startsWith(at.point()) ? at.words() + ScriptedServer.HANG_UP : null;
            assertThat(bench.send("b@there.example", "c@there.example")).allSatisfy(result -> {
                assertThat(result).isInstanceOf(Carried.Later.class);
                assertThat(((Carried.Later) result).isDestination())
                        .isEqualTo(!at.point().equals("."));
            });
            bench.server.script = (conversation, line) -> null;
            assertThat(bench.send("b@there.example")).allMatch(Carried.Taken.class::isInstance);
        }
    }

    @Test
    void aReplyCountsAlsoWhenTheServerHangsUpAfterIt() throws Exception {
        for (String extensions : List.of("X", "PIPELINING", "CHUNKING")) {
            try (Bench bench = new Bench()) {
                bench.server.extensions = List.of(extensions);
                bench.server.script =
                        (conversation, line) -> line.equals(".") ? "250 2.0.0 taken\n" + ScriptedServer.HANG_UP : null;
                for (int i = 0; i < 3; i++) {
                    assertThat(bench.send("b@there.example").getFirst().reply()).isEqualTo("250 2.0.0 taken");
                }
            }
        }
    }

    @Test
    void whoWasRefusedBeforeStaysRefused() throws Exception {
        for (String extensions : List.of("X", "PIPELINING")) {
            try (Bench bench = new Bench();
                    ScriptedServer second = new ScriptedServer("127.0.0.2", bench.server.port())) {
                bench.zone.mx("there.example", 20, "mx2.there.example").a("mx2.there.example", "127.0.0.2");
                bench.server.extensions = List.of(extensions);
                bench.server.script = (conversation, line) ->
                        line.contains("<b@") ? "550 5.1.1 no" : line.equals("DATA") ? ScriptedServer.HANG_UP : null;
                List<Carried> carried = bench.send("b@there.example", "c@there.example");
                assertThat(carried.get(0)).isInstanceOf(Carried.Failed.class);
                assertThat(carried.get(1)).isInstanceOf(Carried.Taken.class);
                assertThat(second.messages.getFirst().recipients()).containsExactly("c@there.example");
            }
        }
    }

    @Test
    void whoHangsUpAmidTheContentHasNothing() throws Exception {
        String message = "A: b\r\n\r\n" + "0123456789\r\n".repeat(1_500_000); // more than sockets hold
        for (int bytes : List.of(0, 1, 5_000)) {
            try (Bench bench = new Bench();
                    ScriptedServer second = new ScriptedServer("127.0.0.2", bench.server.port())) {
                bench.zone.mx("there.example", 20, "mx2.there.example").a("mx2.there.example", "127.0.0.2");
                bench.server.hangUpAfterContentBytes = bytes;
                assertThat(bench.send(message, Map.of(), "b@there.example").getFirst())
                        .isInstanceOf(Carried.Taken.class);
                assertThat(bench.server.messages).isEmpty();
                assertThat(second.messages).hasSize(1);
            }
        }
    }

    @Test
    void whoHangsUpBetweenChunksHasNothing() throws Exception {
        String message = "A: b\r\n\r\n" + "0123456789\r\n".repeat(300_000);
        for (String words : List.of("", "250", "451 4.3.0 stop\n", "554 5.6.0 stop\n")) {
            try (Bench bench = new Bench();
                    ScriptedServer second = new ScriptedServer("127.0.0.2", bench.server.port())) {
                bench.zone.mx("there.example", 20, "mx2.there.example").a("mx2.there.example", "127.0.0.2");
                bench.server.extensions = List.of("CHUNKING");
                bench.server.script =
                        (conversation, line) -> line.equals("BDAT 1048576") ? words + ScriptedServer.HANG_UP : null;
                Carried carried =
                        bench.send(message, Map.of(), "b@there.example").getFirst();
                if (words.endsWith("stop\n")) {
                    assertThat(carried.reply()).isEqualTo(words.strip());
                } else {
                    assertThat(carried).isInstanceOf(Carried.Taken.class);
                    assertThat(second.messages.getFirst().text()).isEqualTo(message);
                }
            }
        }
    }

    @Test
    void whatIsSaidAmidTheContentIsHeard() throws Exception {
        String message = "A: b\r\n\r\n" + "0123456789\r\n".repeat(500_000);
        try (Bench bench = new Bench()) {
            bench.server.script = (conversation, line) ->
                    line.equals("DATA") ? "354 go on\n552 5.3.4 too much\n" + ScriptedServer.HANG_UP : null;
            Carried carried = bench.send(message, Map.of(), "b@there.example").getFirst();
            // When the reset overtakes the reply, there is nothing to be heard
            assertThat(carried.reply()).matches("552 5.3.4 too much|451 4.4.2 .*");
        }
    }

    @Test
    void whoDripsIsCutOff() throws Exception {
        Map<String, Object> impatient = Map.of(
                "greetingSeconds",
                1,
                "commandSeconds",
                1,
                "dataInitiationSeconds",
                1,
                "dataEndSeconds",
                1,
                "messageSeconds",
                60);
        for (String point : List.of("connect", "EHLO", "RCPT", "DATA", ".")) {
            try (Bench bench = new Bench(impatient)) {
                bench.server.script = (conversation, line) -> {
                    if (line.startsWith(point)) {
                        drip(conversation);
                    }
                    return null;
                };
                Carried carried = bench.send("b@there.example").getFirst();
                assertThat(carried.reply()).startsWith("451 4.4.2").contains("after 1 seconds");
            }
        }
    }

    /** Until nobody is there any more. */
    private static void drip(ScriptedServer.Conversation conversation) throws IOException {
        while (true) {
            conversation.out.write("250-x\r\n".getBytes(StandardCharsets.US_ASCII));
            conversation.out.flush();
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void whoReadsNothingIsCutOff() throws Exception {
        String message = "A: b\r\n\r\n" + "0123456789\r\n".repeat(2_000_000);
        try (Bench bench = new Bench(Map.of("dataBlockSeconds", 1));
                ScriptedServer second = new ScriptedServer("127.0.0.2", bench.server.port())) {
            bench.zone.mx("there.example", 20, "mx2.there.example").a("mx2.there.example", "127.0.0.2");
            CountDownLatch end = new CountDownLatch(1);
            bench.server.script = (conversation, line) -> {
                if (line.equals("DATA")) {
                    conversation.out.write("354 go on\r\n".getBytes(StandardCharsets.US_ASCII));
                    conversation.out.flush();
                    await(end);
                    return ScriptedServer.HANG_UP;
                }
                return null;
            };
            assertThat(bench.send(message, Map.of(), "b@there.example").getFirst())
                    .isInstanceOf(Carried.Taken.class);
            assertThat(second.messages).hasSize(1);
            end.countDown();
        }
    }

    private static void await(CountDownLatch end) throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aReplyWithoutEndIsNotRead() throws Exception {
        for (String endless : List.of("x".repeat(10_000), "250-more\n".repeat(1_000))) {
            try (Bench bench = new Bench()) {
                bench.server.script = (conversation, line) -> line.startsWith("MAIL") ? "250-" + endless : null;
                assertThat(bench.send("b@there.example").getFirst().reply())
                        .matches("451 4.4.2 a reply .*of more than .*");
            }
        }
    }
}
