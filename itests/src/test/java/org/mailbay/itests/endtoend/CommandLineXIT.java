package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.itests.endtoend.CommandLine.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line and the server's description of itself. */
final class CommandLineXIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PATIENCE = 30_000;

    @TempDir
    static Path data;

    private static Server server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = Server.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Operations by their ids. */
    private static Map<String, String> described() throws IOException {
        String token = Files.readString(data.resolve("admin.token")).strip();
        JsonNode document;
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            document = JSON.readTree(
                    http.send("GET", "/admin/v1/openapi.json", Map.of("Authorization", "Bearer " + token), new byte[0])
                            .body());
        }
        Map<String, String> operations = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        document.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((verb, operation) -> {
                    String id = operation.path("operationId").asString();
                    if (!path.equals("/openapi.json") && operations.put(id, verb + " " + path) != null) {
                        twice.add(id);
                    }
                }));
        assertThat(twice).as("ids that two operations have").isEmpty();
        return operations;
    }

    @Test
    void everyOperationIsACommandAndWhatNeedsNothingAnswers() throws Exception {
        Map<String, String> described = described();
        assertThat(described).hasSizeGreaterThan(150);
        Map<String, String> commands = new TreeMap<>();
        JSON.readTree(admin(server, "", "commands", "--json"))
                .forEach(command -> commands.put(
                        command.get("operation").asString(),
                        command.get("command").asString()));
        assertThat(commands).containsOnlyKeys(described.keySet());
        assertThat(commands.values()).doesNotHaveDuplicates();
        described.forEach((id, words) ->
                assertThat(commands.get(id).split(" ")).as("words of " + id).doesNotContain(inFull(id)));
        for (Map.Entry<String, String> operation : described.entrySet()) {
            String words = commands.get(operation.getKey());
            if (operation.getValue().matches("get /[^{]*")
                    && !words.matches("(self|list|session|what-if|antispam replay|store backup).*")) {
                List<String> line = new ArrayList<>(List.of(words.split(" ")));
                line.add("--json");
                assertThat(JSON.readTree(admin(server, "", line.toArray(String[]::new)))
                                .isObject())
                        .as(words)
                        .isTrue();
            }
        }
    }

    /** The word that a command gets whose words another has. */
    private static String inFull(String id) {
        return id.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    @Test
    void whatTheServerExportsChangesNothingWhenApplied() throws Exception {
        admin(server, "", "tenants", "create", "acme", "--max-users", "20");
        admin(server, "", "domains", "create", "acme.test", "--tenant", "acme");
        admin(
                server,
                "correct horse battery",
                "accounts",
                "create",
                "ann@acme.test",
                "--password-stdin",
                "--name",
                "Ann");
        admin(
                server,
                "",
                "accounts",
                "update",
                "ann@acme.test",
                "--roles",
                "tenant-administrator",
                "--quota-bytes",
                "1000000");
        admin(server, "", "routing", "aliases", "put", "info@acme.test", "--to", "ann@acme.test");
        admin(server, "", "routing", "groups", "put", "team@acme.test", "--posting", "local");
        admin(server, "", "routing", "groups", "members", "change", "team@acme.test", "--add", "ann@acme.test");
        String exported = admin(server, "", "export");
        Path file = Files.write(data.resolve("export.json"), exported.getBytes(StandardCharsets.UTF_8));
        assertThat(exported)
                .contains("ann@acme.test", "info@acme.test", "\"acme\"")
                .doesNotContain("password");

        assertThat(admin(server, "", "apply", file.toString(), "--dry-run", "--prune"))
                .contains("Nothing");
        assertThat(admin(server, "", "apply", file.toString(), "--prune")).contains("Nothing");
        assertThat(admin(server, "", "export")).isEqualTo(exported);

        admin(server, "", "accounts", "update", "ann@acme.test", "--name", "Anne");
        admin(server, "", "routing", "aliases", "delete", "info@acme.test");
        admin(server, "", "routing", "groups", "delete", "team@acme.test");
        assertThat(admin(server, "", "apply", file.toString(), "--dry-run").lines())
                .anyMatch(line -> line.startsWith("~ accounts ann@acme.test"))
                .anyMatch(line -> line.startsWith("+ routing/aliases info@acme.test"))
                .anyMatch(line -> line.startsWith("~ routing/groups team@acme.test  members"));
        admin(server, "", "apply", file.toString());
        assertThat(admin(server, "", "export")).isEqualTo(exported);
    }
}
