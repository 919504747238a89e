package org.mailbay.pop3;

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
 * <p>{@code C:} is said by the client, with CRLF added and the escapes backslash-r, -n, -t, -0 and -xNN; {@code C!} the same without CRLF;
 * {@code S:} is the server's next line, {@code S~} its beginning; {@code TLS} makes the handshake; {@code MOVE} lets another revision go
 * on; {@code END} means that the server has closed; {@code LEFT n} that so many messages are in the inbox; {@code MESSAGE text} puts one there.
 * {@code PEER 127.0.0.1} at the beginning says where the client is.
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
        try (House house = new House()) {
            List<String> lines = Files.readAllLines(file);
            String peer =
                    lines.getFirst().startsWith("PEER ") ? lines.getFirst().substring(5) : "192.0.2.1";
            Map<String, Object> config = Map.of("maxErrors", 5);
            Wire wire = null;
            StringBuilder said = new StringBuilder();
            int number = 0;
            for (String line : lines) {
                number++;
                String where = file.getFileName() + ":" + number;
                String rest = line.length() > 3 ? line.substring(3) : "";
                if (line.startsWith("MESSAGE ")) {
                    house.add(unescape(line.substring(8)));
                    continue;
                } else if (line.matches("(#.*|PEER .*)?")) {
                    continue;
                }
                wire = wire == null ? new Wire(house.server(config), peer) : wire;
                if (line.startsWith("C: ")) {
                    wire.send(unescape(rest + "\\r\\n"), piece);
                } else if (line.startsWith("C! ")) {
                    wire.send(unescape(rest), piece);
                } else if (line.startsWith("S: ") || line.startsWith("S~ ") || line.equals("S:")) {
                    said.append(wire.said());
                    int end = said.indexOf("\r\n");
                    assertThat(end).as(where + " the server says something").isNotNegative();
                    String expected = new String(unescape(rest), StandardCharsets.ISO_8859_1);
                    if (line.startsWith("S~")) {
                        assertThat(said.substring(0, end)).as(where).startsWith(expected);
                    } else {
                        assertThat(said.substring(0, end)).as(where).isEqualTo(expected);
                    }
                    said.delete(0, end + 2);
                } else if (line.equals("TLS")) {
                    wire.secure();
                } else if (line.equals("MOVE")) {
                    assertThat(wire.move(house.server(config))).as(where).isTrue();
                } else if (line.equals("END")) {
                    assertThat(wire.isClosed()).as(where).isTrue();
                } else if (line.startsWith("LEFT ")) {
                    assertThat(house.left()).as(where).isEqualTo(Integer.parseInt(line.substring(5)));
                } else {
                    throw new AssertionError(where + ": " + line);
                }
            }
            assertThat(wire).isNotNull();
            said.append(wire.said());
            assertThat(said.toString()).as(file + ": nothing more is said").isEmpty();
            wire.hangUp();
        }
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
