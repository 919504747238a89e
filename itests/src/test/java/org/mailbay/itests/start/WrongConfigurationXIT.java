package org.mailbay.itests.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;

/** A wrong configuration file is told with file, line and key: it stops the start, and changes nothing in a server that runs. */
final class WrongConfigurationXIT {
    private static final int PATIENCE = 30_000;
    private static final String GOOD = "[smtp]\nmaxMessageBytes = 70000\n";

    @TempDir
    Path data;

    /**
     * A file that is wrong.
     *
     * @param text what is wrong about it, behind lines that are right
     * @param line of {@code text} that is to be blamed, from 1; 0: no line
     * @param words that people are told, such as table and key
     */
    private record Wrong(String name, String text, int line, List<String> words) {
        private byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        private String place(String before) {
            return "etc/mailbay.toml"
                    + (line == 0 ? ": " : ", line " + (before.lines().count() + line) + ": ");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Wrong> wrong() {
        return Stream.of(
                of("unknown table", "[pop33]\nmaxErrors = 3\n", 1, "[pop33]", "did you mean 'pop3'"),
                of("unknown key", "[pop3]\nmaxErors = 3\n", 2, "[pop3]", "'maxErors'", "did you mean 'maxErrors'"),
                of("wrong type", "[pop3]\nmaxErrors = 'many'\n", 2, "[pop3]", "'maxErrors'", "must be a whole number"),
                of(
                        "out of range",
                        "[net.listener.x]\nprotocol = 'pop3'\nport = 70000\n",
                        3,
                        "'port'",
                        "from 0 to 65535"),
                of("nothing said of what is needed", "[net.listener.x]\nport = 7000\n", 1, "needs 'protocol'"),
                of("not closed", "[pop3]\nmaxErrors = [3\n[imap]\n", 3, "not TOML"),
                of("no value", "[pop3]\nmaxErrors =\n", 2, "not TOML", "'maxErrors'"),
                of("twice", "[pop3]\nmaxErrors = 3\nmaxErrors = 4\n", 3, "not TOML", "'maxErrors'", "Duplicate"),
                of("table twice", "[pop3]\nmaxErrors = 3\n[pop3]\n", 3, "not TOML", "[pop3]"),
                of("not UTF-8", "# \u00ff\n", 0, "not UTF-8"));
    }

    private static Wrong of(String name, String text, int line, String... words) {
        return new Wrong(name, text, line, Arrays.asList(words));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void stopsTheStart(Wrong wrong) throws IOException, InterruptedException {
        Server.configure(data, GOOD);
        String good = Files.readString(data.resolve("etc/mailbay.toml"));
        write(good, wrong);
        try (Server server = Server.launch(data, "--demo")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.text())
                    .contains(wrong.place(good))
                    .contains(wrong.words())
                    .contains("event=config.refused")
                    .contains("Mailbay did not start")
                    .doesNotContain("Mailbay is ready")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aFolderInItsPlaceStopsTheStart() throws IOException, InterruptedException {
        Files.createDirectories(data.resolve("etc/mailbay.toml"));
        try (Server server = Server.launch(data, "--demo")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.text())
                    .contains("etc/mailbay.toml: cannot be read: ")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void changesNothingInAServerThatRuns() throws IOException, InterruptedException {
        Server.configure(data, GOOD);
        String good = Files.readString(data.resolve("etc/mailbay.toml"));
        try (Server server = Server.start(data, "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            assertThat(largest(server)).isEqualTo("SIZE 70000");
            for (Wrong wrong : wrong().toList()) {
                write(good.replace("70000", "80000"), wrong);
                await(wrong + " is in health", () -> told(health(server), wrong, good));
                await(wrong + " is in the admin API", () -> told(refused(admin), wrong, good));
                assertThat(server.output())
                        .as(wrong + " is in the log")
                        .anyMatch(line -> line.contains("event=config.refused") && told(line, wrong, good));
                assertThat(largest(server)).as("what holds").isEqualTo("SIZE 70000");
            }
            Wrong senseless =
                    of("only its component knows", "[dns]\nfixed = ['x.test. NOTYPE a']\n", 2, "[dns]", "NOTYPE");
            write(good.replace("70000", "80000"), senseless);
            await(senseless + " is in health", () -> told(health(server), senseless, good));
            await("what held holds again", () -> largest(server).equals("SIZE 70000"));
            await("all parts work", () -> !health(server).contains("FAILED"));
            replace(good.replace("70000", "80000").getBytes(StandardCharsets.UTF_8));
            await("what is right is taken", () -> largest(server).equals("SIZE 80000"));
            await("health is well again", () -> !health(server).contains("the change is not applied"));
            assertThat(refused(admin)).isEmpty();
            Files.delete(data.resolve("etc/mailbay.toml"));
            await("that it is gone is in health", () -> health(server).contains("it is gone"));
            assertThat(largest(server)).isEqualTo("SIZE 80000");
            assertThat(server.stop()).isZero();
        }
    }

    private static boolean told(String text, Wrong wrong, String before) {
        String plain = text.replace('"', '\'');
        return plain.contains(wrong.place(before)) && wrong.words().stream().allMatch(plain::contains);
    }

    private void write(String before, Wrong wrong) throws IOException {
        byte[] first = before.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(first, first.length + wrong.bytes().length);
        System.arraycopy(wrong.bytes(), 0, all, first.length, wrong.bytes().length);
        replace(all);
    }

    /** As an editor does. */
    private void replace(byte[] bytes) throws IOException {
        Path next = Files.write(data.resolve("etc/.next"), bytes);
        Files.move(next, data.resolve("etc/mailbay.toml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String largest(Server server) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            return client.hello().stream()
                    .filter(word -> word.startsWith("SIZE"))
                    .findFirst()
                    .orElse("");
        }
    }

    private static String health(Server server) throws IOException {
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            return http.send("GET", "/health/ready", Map.of(), new byte[0])
                    .json()
                    .toString()
                    .replace("\\\"", "'");
        }
    }

    private static String refused(AdminClient admin) throws IOException {
        return admin.get("config").get("refused").asString();
    }

    private static void await(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.isMet()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    /** What is waited for. */
    private interface Condition {
        boolean isMet() throws IOException;
    }
}
