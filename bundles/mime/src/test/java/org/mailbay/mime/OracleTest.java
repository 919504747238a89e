package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** We and mime4j say the same of every message, or one of the {@link Difference}s says why not. */
class OracleTest {

    private final Map<Difference, Integer> used = new EnumMap<>(Difference.class);
    private final List<String> unexplained = new ArrayList<>();
    private int messages;
    private int different;

    @Test
    void agreesOnTheTortureMessagesOfMime4j() throws IOException, URISyntaxException {
        URI one = Objects.requireNonNull(getClass().getResource("/testmsgs/basic-plain.msg"))
                .toURI();
        String jar = one.toString().substring(0, one.toString().indexOf('!'));
        try (FileSystem files = FileSystems.newFileSystem(URI.create(jar), Map.of())) {
            compareAll(files.getPath("/testmsgs"));
            compareAll(files.getPath("/mimetools-testmsgs"));
        }
        assertThat(messages).isGreaterThan(50);
        assertThat(unexplained).isEmpty();
    }

    @Test
    void agreesOnTheCorpora() throws IOException {
        String folder = Optional.ofNullable(System.getProperty("mailbay.corpora"))
                .or(() -> Optional.ofNullable(System.getenv("MAILBAY_CORPORA")))
                .orElse("");
        if (folder.isEmpty()) {
            String loud = "SKIPPED: MAILBAY_CORPORA names no folder of messages; only mime4j's own were compared";
            System.getLogger("oracle").log(System.Logger.Level.WARNING, loud);
            Assumptions.abort(loud);
        }
        compareAll(Path.of(folder));
        System.getLogger("oracle")
                .log(System.Logger.Level.INFO, "{0} messages, {1} differ: {2}", messages, different, used);
        assertThat(messages).isGreaterThan(0);
        assertThat(unexplained).isEmpty();
    }

    private void compareAll(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                Message message = Message.parse(bytes);
                assertThat(Message.fromBytes(message.toBytes())).as("%s", file).isEqualTo(message);
                String name = file.getFileName().toString();
                if (name.matches(".*\\.(txt|msg|eml)") && !name.contains("_decoded")) {
                    compare(name, message, bytes);
                    byte[] wire = crlf(bytes);
                    if (!Arrays.equals(wire, bytes)) {
                        compare(name + " as sent", Message.parse(wire), wire);
                    }
                }
            }
        }
    }

    /** As SMTP carries it. */
    private static byte[] crlf(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void compare(String name, Message message, byte[] bytes) throws IOException {
        messages++;
        Map<String, String> ours = View.ours(bytes);
        Map<String, String> theirs = View.theirs(bytes);
        Set<String> keys = new TreeSet<>(ours.keySet());
        keys.addAll(theirs.keySet());
        boolean same = true;
        for (String key : keys) {
            if (!Objects.equals(ours.get(key), theirs.get(key))) {
                same = false;
                explain(name, new Difference.Case(message, bytes, key, ours.get(key), theirs.get(key), ours, theirs));
            }
        }
        different += same ? 0 : 1;
    }

    private void explain(String name, Difference.Case c) {
        for (Difference d : Difference.values()) {
            if (d.explains(c)) {
                used.merge(d, 1, Integer::sum);
                return;
            }
        }
        unexplained.add(name + ": " + c.key() + "\n  ours   " + c.ours() + "\n  theirs " + c.theirs());
    }
}
