package org.mailbay.itests.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/**
 * {@code mailbay new-plugin} for every kind that there is: each project builds by itself, with its tests, outside of the tree, and what
 * comes out is signed, is let in by a server that trusts its author, and does what it says.
 */
final class KitXIT {
    private static final int PATIENCE = 30_000;
    private static final String ALICE = "alice@example.test";
    private static final Path ROOT = Server.home().resolve("../../..").normalize();

    private @TempDir Path work;

    private List<String> kinds() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("examples"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private String run(Path folder, int code, String... command) throws Exception {
        File said = Files.createTempFile(work, "said", ".txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAILBAY_BUILT", "yes");
        Process process = builder.start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(said.toPath());
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isEqualTo(code);
        return text;
    }

    private String kit(int code, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("mailbay").toString(), "new-plugin"));
        command.addAll(List.of(arguments));
        return run(work, code, command.toArray(String[]::new));
    }

    private Path project(String kind) {
        return work.resolve("projects").resolve("my-" + kind);
    }

    @Test
    void everyKindBuildsByItselfAndWorksInARunningServer() throws Exception {
        List<String> kinds = kinds();
        assertThat(kit(0)).contains(kinds);
        for (String kind : kinds) {
            kit(0, kind, "org.acme.my-" + kind, project(kind).toString());
        }
        build(kinds);
        Path data = work.resolve("data");
        configure(data, "");
        Path trusted = Files.createDirectories(data.resolve("etc/trusted-signers"));
        try (Server server = Server.start(data, "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            for (String kind : kinds) {
                Files.copy(project(kind).resolve("signing/author.pem"), trusted.resolve(kind + ".pem"));
                JsonNode done = admin.update(project(kind).resolve("target/my-" + kind + "-1.0.0.jar"));
                assertThat(done.get("name").asString()).isEqualTo("org.acme.my-" + kind);
                assertThat(done.get("mode").asString()).isEqualTo("new");
            }
            configure(data, tables());
            await(server, "event=config.applied", 2);
            eachDoesWhatItSays(server, admin);
            for (String kind : kinds) {
                configure(data, "");
                admin.delete("features/org.acme.my-" + kind);
            }
            assertThat(admin.get("features").toString()).doesNotContain("org.acme");
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }

    private void configure(Path data, String tables) throws IOException {
        Server.configure(data, tables);
        Path file = data.resolve("etc/mailbay.toml");
        Path young = file.resolveSibling(".young");
        Files.writeString(young, Files.readString(file).replace("allowUnsigned = true", "allowUnsigned = false"));
        Files.move(young, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** All projects at once: a virtual machine for each would take longer than what it does. */
    private void build(List<String> kinds) throws Exception {
        Path all = work.resolve("projects/pom.xml");
        Files.writeString(
                all,
                "<project><modelVersion>4.0.0</modelVersion><groupId>all</groupId><artifactId>all</artifactId>"
                        + "<version>1</version><packaging>pom</packaging><modules>"
                        + kinds.stream()
                                .map(kind -> "<module>my-" + kind + "</module>")
                                .collect(Collectors.joining())
                        + "</modules></project>");
        String mvn = System.getenv().getOrDefault("MVN", "mvn");
        run(all.getParent(), 0, mvn, "-B", "-ntp", "-q", "-Dmailbay.kills=1", "verify");
        for (String kind : kinds) {
            assertThat(project(kind).resolve("target/surefire-reports"))
                    .as(kind + " has tests")
                    .isNotEmptyDirectory();
        }
    }

    private String tables() throws Exception {
        byte[] salt = {1, 2, 3, 4};
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec("from the file".toCharArray(), salt, 1_000, 256))
                .getEncoded();
        Files.writeString(
                work.resolve("passwords"),
                ALICE + ":1000:" + HexFormat.of().formatHex(salt) + ":"
                        + HexFormat.of().formatHex(hash) + "\n");
        return """
                [plugin.my-antispam-stage]
                words = ["quokka"]

                [plugin.my-file-directory]
                file = "%1$s/passwords"

                [plugin.my-delivery-listener]
                file = "%1$s/journal"

                [plugin.my-record-driver]
                folder = "%1$s/records"

                [plugin.my-blob-driver]
                folder = "%1$s/blobs"
                """.formatted(work);
    }

    private void eachDoesWhatItSays(Server server, AdminClient admin) throws Exception {
        String trace;
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            client.hello();
            trace = SmtpClient.expect(250, client.send("Subject: Quokka\r\n\r\nx\r\n", ALICE))
                    .text()
                    .replaceAll(".* ", "");
        }
        assertThat(admin.get("trace/" + trace).toString())
                .contains("\"part\":\"antispam.my-antispam-stage\"", "1 word in the subject");

        Path journal = work.resolve("journal");
        awaitTrue(() -> Files.exists(journal) && Files.size(journal) > 0);
        assertThat(Files.readAllLines(journal)).hasSize(1).first().asString().contains("\t" + ALICE + "\t");

        admin.put("my-admin-resource", Map.of("text", "Backups are moved."));
        assertThat(admin.get("my-admin-resource").get("text").asString()).isEqualTo("Backups are moved.");

        assertThat(admin.get("console-pages").toString()).contains("\"name\":\"my-console-page\"");
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            var module = http.send("GET", "/admin/console/plugins/my-console-page/page.js", Map.of(), new byte[0]);
            assertThat(module.status()).isEqualTo(200);
            assertThat(new String(module.body(), StandardCharsets.UTF_8))
                    .contains("customElements.define('page-my-console-page'");
        }

        awaitTrue(() -> {
            try (JmapClient alice = new JmapClient(server.port("http"), ALICE, "from the file", PATIENCE)) {
                return alice.session().toString().contains("urn:example:params:jmap:bookmarks");
            } catch (IOException e) {
                return false; // the faces hear of the directory one after the other
            }
        });
        try (JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
            assertThat(alice.account())
                    .as("and the server's own passwords still open")
                    .isNotEmpty();
        }
        await(server, "event=driver-not-used kind=records driver=my-record-driver", 1);
        await(server, "event=driver-not-used kind=blobs driver=my-blob-driver", 1);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void awaitTrue(Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE * 1_000_000L;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static void await(Server server, String words, int times) throws Exception {
        long deadline = System.nanoTime() + PATIENCE * 1_000_000L;
        while (server.output().stream().filter(line -> line.contains(words)).count() < times) {
            assertThat(System.nanoTime()).as(words + " in " + server.text()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    void whatIsAskedWronglyIsRefusedAndMakesNothing() throws Exception {
        String there = project("x").toString();
        assertThat(kit(2, "no-such-kind", "my-x", there)).contains("there is no kind 'no-such-kind'");
        assertThat(kit(2, "a", "my-x", there)).contains("more than one kind");
        for (String name : List.of("words", "My-Words", "../my-words", "org..my-words", "my-words;id", "")) {
            assertThat(kit(2, "antispam-stage", name, there)).contains("NAME is such as my-words");
        }
        assertThat(kit(2, "antispam-stage", "my-x", ROOT.toString())).contains("is not empty");
        assertThat(kit(2, "--kit", work.toString())).contains("has no kit");
        assertThat(Path.of(there)).doesNotExist();
    }

    @Test
    void aNewerKitTakesThePlaceOfTheOld() throws Exception {
        Path project = project("stage");
        kit(0, "stage", "my-stage", project.toString());
        Path pom = project.resolve("pom.xml");
        String made = Files.readString(pom);
        Files.writeString(pom, made.replaceAll("<mailbay.version>.*<", "<mailbay.version>0.0.1-kit7<"));
        kit(0, "--kit", project.toString());
        assertThat(pom).hasContent(made);
    }
}
