package org.mailbay.itests.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** A stage of a third party comes with its configuration, signed; what is disabled stays so; and what runs is written down. */
final class FeatureFileXIT {
    private static final int PATIENCE = 30_000;
    private static final String ZIP = "application/zip";
    private static final String JAR = "application/java-archive";
    private static final Path STAGE =
            Server.home().resolve("../../../examples/antispam-stage/target/antispam-stage-0.1.0.jar");

    private @TempDir Path work;

    private Path feature(Path jar, String configurations) throws IOException {
        Path file = work.resolve("feature.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("feature.json"));
            zip.write("""
                    {"id": "com.example:words:1.0.0", "bundles": ["org.mailbay:antispam-stage:0.1.0"],
                     "configurations": {%s}}""".formatted(configurations).getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("bundles/antispam-stage-0.1.0.jar"));
            zip.write(Files.readAllBytes(jar));
        }
        return file;
    }

    private static int send(Server server, String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            client.hello();
            return client.send("Subject: " + subject + "\r\n\r\nx\r\n", "alice@example.test")
                    .code();
        }
    }

    private static String state(AdminClient admin, String name) throws IOException {
        for (JsonNode line : admin.get("features").get("items")) {
            if (line.get("name").asString().equals("org.mailbay." + name)) {
                return line.get("state").asString();
            }
        }
        return "absent";
    }

    @Test
    void aFeatureComesAsOneAndGoesAsOne() throws Exception {
        Path data = work.resolve("data");
        Server.configure(data, "");
        Path file = data.resolve("etc/mailbay.toml");
        Files.writeString(file, Files.readString(file).replace("allowUnsigned = true", "allowUnsigned = false"));
        Signer author = new Signer(work.resolve("keys"), "author");
        Signer stranger = new Signer(work.resolve("keys"), "stranger");
        String words = "\"example.antispam-stage\": {\"words:String[]\": [\"quokka\"], \"points\": 50}";
        try (Server server = Server.start(data, "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            admin.upload("trusted-signers", "application/x-pem-file", author.certificate());
            assertThatThrownBy(() -> admin.upload("features", JAR, STAGE)).hasMessageContaining(":unsigned\"");
            assertThatThrownBy(() -> admin.upload("feature-files", ZIP, feature(stranger.sign(STAGE), words)))
                    .hasMessageContaining(":unknown-signer\"");
            assertThatThrownBy(() -> admin.upload(
                            "feature-files", ZIP, feature(author.sign(STAGE), words.replace("points", "pionts"))))
                    .hasMessageContaining(":configuration-refused\"");
            assertThat(state(admin, "antispam-stage")).isEqualTo("absent");
            assertThat(send(server, "a Quokka")).isEqualTo(250);

            JsonNode said = admin.upload("feature-files", ZIP, feature(author.sign(STAGE), words));
            assertThat(said.get("configurations").toString()).isEqualTo("[\"example.antispam-stage\"]");
            assertThat(send(server, "a Quokka")).isEqualTo(550);
            admin.post("features/antispam-dnsbl/disable", Map.of());
            assertThat(server.stop()).as(server.text()).isZero();
        }
        try (Server server = Server.start(data, "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            assertThat(send(server, "a Quokka")).isEqualTo(550);
            assertThat(state(admin, "antispam-dnsbl")).isEqualTo("disabled");
            admin.post("features/antispam-dnsbl/enable", Map.of());
            assertThat(state(admin, "antispam-dnsbl")).isEqualTo("active");

            // What runs, sent back, changes nothing.
            JsonNode runtime = admin.get("feature-files/runtime");
            assertThat(runtime.get("bundles").toString())
                    .contains("org.mailbay:antispam-stage:0.1.0", "io.netty:netty-");
            Path json = work.resolve("runtime.json");
            Files.writeString(json, runtime.toString());
            JsonNode again = admin.upload("feature-files", ZIP, json);
            assertThat(again.get("bundles").toString()).isEqualTo("[]");
            assertThat(again.get("configurations").toString()).isEqualTo("[]");

            assertThat(admin.delete("feature-files/com.example:words")
                            .get("removed")
                            .size())
                    .isEqualTo(2);
            assertThat(send(server, "a Quokka")).isEqualTo(250);
            assertThat(state(admin, "antispam-stage")).isEqualTo("absent");
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }
}
