package org.mailbay.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Maildirs below a folder, read as ISO-8859-1 so that each byte is a char, with line ends as they were on the wire. */
record Maildir(Path folder) {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

    /** Messages that have this text, and came for this recipient. */
    List<String> find(String recipient, String text) throws IOException {
        String address = bytes(recipient);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getParent().endsWith("new"))
                    .map(Maildir::read)
                    .filter(message -> message.contains(bytes(text)))
                    .filter(message -> header(message).contains("Delivered-To: " + address + "\r\n"))
                    .toList();
        }
    }

    /** Waits until there is one, which has to be the only one. */
    String await(String recipient, String text, Peer peer) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        List<String> found = find(recipient, text);
        while (found.isEmpty()) {
            assertThat(System.nanoTime())
                    .as("%s has no message with '%s'; %s", recipient, text, peer.log())
                    .isLessThan(deadline);
            Thread.sleep(50);
            found = find(recipient, text);
        }
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    static String header(String message) {
        return message.substring(0, message.indexOf("\r\n\r\n") + 2);
    }

    static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }

    /** UTF-8, a char for each byte. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace("\n", "\r\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
