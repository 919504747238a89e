package org.mailbay.itests.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.itests.imap.Dialogue.Difference;

/**
 * Holds the scripts with IMAP servers of others: whatever they answer otherwise is in {@code differences.tsv}, with the reason.
 *
 * <p>Where {@code -Dpeers} (or the variable {@code MAILBAY_PEERS}) names no folder with scripts that start them, nothing is compared, and the
 * test says so.
 */
final class ImapDifferenceXIT {
    private static final Path TABLE = ImapTranscriptXIT.FOLDER.resolve("differences.tsv");

    /** Instead of commands: what is told depends on when the server looks, and is not compared. */
    private static final String VARIES = "~";

    /** A line of the table: the commands whose answers differ, by their tags, and why. */
    private record Row(String commands, String why) {}

    @ParameterizedTest
    @ValueSource(strings = {"dovecot", "cyrus"})
    void differencesAreExplained(String name) throws IOException, InterruptedException {
        String folder = System.getProperty("peers", System.getenv().getOrDefault("MAILBAY_PEERS", ""));
        assumeTrue(!folder.isEmpty(), "no folder of peers is named: nothing was compared with " + name);
        Path data = Files.createTempDirectory(
                "mailbay-peer", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (Peer peer = Peer.start(name, Path.of(folder), data)) {
            assumeTrue(peer != null, name + " does not start here: nothing was compared with it");
            Map<String, Row> rows = rows(name);
            Map<String, String> found = new LinkedHashMap<>();
            Map<String, List<Difference>> words = new LinkedHashMap<>();
            Set<String> can = peer.capabilities();
            List<String> lacking = new ArrayList<>();
            for (Script script : Script.in(ImapTranscriptXIT.FOLDER)) {
                if (script.isOurs()
                        || rows.containsKey(script.name())
                                && rows.get(script.name()).commands().equals(VARIES)) {
                    continue;
                }
                List<String> missing = script.needs().stream()
                        .filter(need -> !can.contains(need))
                        .toList();
                if (!missing.isEmpty()) {
                    lacking.addAll(missing);
                    continue;
                }
                List<Difference> differences = hold(peer, script);
                if (!differences.isEmpty()) {
                    found.put(script.name(), tags(script, differences));
                    words.put(script.name(), differences);
                }
            }
            found.put("lacks", lacking.stream().distinct().sorted().collect(Collectors.joining(" ")));
            Map<String, String> known = rows.entrySet().stream()
                    .filter(row -> !row.getValue().commands().equals(VARIES))
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, row -> row.getValue().commands()));
            assertThat(found).as(name + " differs: " + words).isEqualTo(known);
        }
    }

    private static List<Difference> hold(Peer peer, Script script) throws IOException {
        try (Dialogue dialogue = new Dialogue(script, peer.place())) {
            return dialogue.hold();
        }
    }

    /** Which commands were answered otherwise, each once, in order. */
    private static String tags(Script script, List<Difference> differences) {
        Set<String> tags = new LinkedHashSet<>();
        differences.stream()
                .map(Difference::line)
                .sorted()
                .map(line -> tag(script, line))
                .forEach(tags::add);
        return String.join(" ", tags);
    }

    /** Session and tag of the command that a line is about. */
    private static String tag(Script script, int line) {
        int session = script.steps().stream()
                .filter(step -> lines(step).anyMatch(at -> at == line))
                .mapToInt(Step::session)
                .findFirst()
                .orElse(0);
        String tag = "-";
        for (Step step : script.steps()) {
            if (step instanceof Step.Say say
                    && say.session() == session
                    && say.line() <= line
                    && say.text().contains(" ")) { // not a line within a command
                tag = say.text().split(" ")[0];
            }
        }
        return session + tag;
    }

    private static Stream<Integer> lines(Step step) {
        return step instanceof Step.Hear hear ? hear.lines().stream().map(Step.Heard::line) : Stream.of(step.line());
    }

    /** The table's lines about one server, by script; each has its reason. */
    private static Map<String, Row> rows(String name) throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            String[] cells = line.split("\t");
            if (!line.startsWith("#") && cells[0].equals(name)) {
                assertThat(cells).as(line).hasSize(4);
                assertThat(rows.put(cells[1], new Row(cells[2], cells[3])))
                        .as(line)
                        .isNull();
            }
        }
        return rows;
    }
}
