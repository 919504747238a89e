package org.mailbay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Dialogues, named after the RFC and the point.
 *
 * <p>{@code C:} is said by the client, with CRLF added and the escapes backslash-r, -n, -t, -0 and -xNN; {@code S:} must be the beginning of the
 * server's next line; {@code TLS} makes the handshake; {@code END} means that the server has closed; {@code MAIL text} that the last message
 * delivered contains the text, {@code NOMAIL text} that it does not; {@code SHIPPED} and {@code NOSHIPPED} the same of the queue.
 *
 * <p>Before the first of these: {@code ROLE submission}, {@code PEER 127.0.0.1}, {@code QUEUE} (there is one), {@code SET key value}.
 */
class TranscriptTest {
    @TestFactory
    Stream<DynamicTest> transcripts() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of("src/test/resources/transcripts"))) {
            files = found.sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .flatMap(file -> Stream.of(1, 7, 1 << 20)
                        .map(piece -> DynamicTest.dynamicTest(
                                file.getFileName() + " in pieces of " + piece, () -> play(file, piece))));
    }

    private static void play(Path file, int piece) throws IOException {
        Mailroom mailroom = new Mailroom();
        List<String> lines = Files.readAllLines(file);
        Wire wire = wire(mailroom, lines);
        StringBuilder said = new StringBuilder();
        int number = 0;
        for (String line : lines) {
            number++;
            String where = file.getFileName() + ":" + number;
            if (line.startsWith("C: ")) {
                wire.send(unescape(line.substring(3) + "\\r\\n"), piece);
            } else if (line.startsWith("C! ")) {
                wire.send(unescape(line.substring(3)), piece);
            } else if (line.startsWith("S: ")) {
                said.append(wire.said());
                int end = said.indexOf("\r\n");
                assertThat(end).as(where + " the server says something").isPositive();
                assertThat(said.substring(0, end)).as(where).startsWith(line.substring(3));
                said.delete(0, end + 2);
            } else if (line.equals("TLS")) {
                wire.secure();
            } else if (line.equals("END")) {
                assertThat(wire.isClosed()).as(where).isTrue();
            } else if (line.startsWith("MAIL ")) {
                assertThat(mailroom.delivered.getLast().text()).as(where).contains(latin1(line.substring(5)));
            } else if (line.startsWith("NOMAIL ")) {
                assertThat(mailroom.delivered.getLast().text()).as(where).doesNotContain(latin1(line.substring(7)));
            } else if (line.startsWith("SHIPPED ")) {
                assertThat(mailroom.shipped.getLast().shipment() + "\r\n"
                                + mailroom.shipped.getLast().text())
                        .as(where)
                        .contains(latin1(line.substring(8)));
            } else if (line.startsWith("NOSHIPPED ")) {
                assertThat(mailroom.shipped.getLast().text()).as(where).doesNotContain(latin1(line.substring(10)));
            } else if (line.startsWith("SHIPMENTS ")) {
                assertThat(mailroom.shipped).as(where).hasSize(Integer.parseInt(line.substring(10)));
            } else if (line.startsWith("MAILS ")) {
                assertThat(mailroom.delivered).as(where).hasSize(Integer.parseInt(line.substring(6)));
            } else {
                assertThat(line).as(where).matches("(#.*|(ROLE|PEER|QUEUE|SET)\\b.*)?");
            }
        }
        said.append(wire.said());
        assertThat(said.toString()).as(file + ": nothing more is said").isEmpty();
        wire.hangUp();
        assertThat(mailroom.open).as("messages left open").isZero();
    }

    private static Wire wire(Mailroom mailroom, List<String> lines) {
        Map<String, Object> config = new HashMap<>(
                Map.of("hostname", "mx.example.test", "maxMessageBytes", 65_536L, "maxErrors", 5, "maxHoldDays", 1));
        String role = "mx";
        String peer = "192.0.2.1";
        boolean queue = false;
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "ROLE" -> role = words[1];
                case "PEER" -> peer = words[1];
                case "QUEUE" -> queue = true;
                case "SET" ->
                    config.put(
                            words[1],
                            words[2].matches("[0-9]+")
                                    ? (Object) Integer.valueOf(words[2])
                                    : (Object) Boolean.valueOf(words[2]));
                default -> {}
            }
        }
        SmtpProtocol server = mailroom.server(config);
        if (queue) {
            server.bindRelay(mailroom.relay());
        }
        return new Wire(server, role, peer);
    }

    private static String latin1(String escaped) {
        return new String(unescape(escaped), StandardCharsets.ISO_8859_1);
    }

    private static byte[] unescape(String text) {
        StringBuilder bytes = new StringBuilder();
        String latin1 = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (int i = 0; i < latin1.length(); i++) {
            char c = latin1.charAt(i);
            if (c != '\\') {
                bytes.append(c);
                continue;
            }
            switch (latin1.charAt(++i)) {
                case 'r' -> bytes.append('\r');
                case 'n' -> bytes.append('\n');
                case 't' -> bytes.append('\t');
                case '0' -> bytes.append('\0');
                case 'x' -> {
                    bytes.append((char) Integer.parseInt(latin1.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> bytes.append(latin1.charAt(i));
            }
        }
        return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
