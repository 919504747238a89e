package org.mailbay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * delivered contains the text.
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
        Wire wire = new Wire(
                mailroom.server(Map.of("hostname", "mx.example.test", "maxMessageBytes", 65_536L, "maxErrors", 5)));
        StringBuilder said = new StringBuilder();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
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
                assertThat(mailroom.delivered.getLast().text())
                        .as(where)
                        .contains(new String(unescape(line.substring(5)), StandardCharsets.ISO_8859_1));
            } else if (line.startsWith("MAILS ")) {
                assertThat(mailroom.delivered).as(where).hasSize(Integer.parseInt(line.substring(6)));
            } else {
                assertThat(line).as(where).matches("(#.*)?");
            }
        }
        said.append(wire.said());
        assertThat(said.toString()).as(file + ": nothing more is said").isEmpty();
        wire.hangUp();
        assertThat(mailroom.open).as("messages left open").isZero();
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
