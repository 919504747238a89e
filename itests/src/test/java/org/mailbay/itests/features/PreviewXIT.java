package org.mailbay.itests.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.PopClient;
import org.mailbay.itests.hotswap.Revision;
import org.mailbay.itests.server.Ports;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** What a preview says is what happens, over fifty random operations. */
final class PreviewXIT {
    private static final int OPERATIONS = Integer.getInteger("preview.operations", 50);
    private static final int OPEN = 5;

    /** What the server adds to the ports of its configuration, unless told. */
    private static final int BASE = 8_000;

    private static final int PATIENCE = 60_000;
    private static final String JAR = "application/java-archive";

    /** They answer before they are exchanged, so there is nothing to compare; and features does not exchange itself. */
    private static final Set<String> LATER = Set.of("admin-rest", "http", "features");

    /** What may be disabled with the administrator still there to enable it. */
    private static final List<String> DISPENSABLE = List.of(
            "antispam-dnsbl",
            "antispam-spf",
            "antispam-dkim",
            "mta-sts",
            "jmap-push",
            "jmap-quota",
            "pop3",
            "imap",
            "text-office",
            "dkim");

    private @TempDir Path work;
    private final List<String> wrong = new ArrayList<>();
    private boolean closed;

    @Test
    void whatIsSaidIsWhatHappens() throws Exception {
        long seed = Long.getLong("preview.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<PopClient> open = new ArrayList<>();
        Path data = work.resolve("data");
        int port = Ports.free();
        configure(data, port);
        try (Server server = Server.start(data, "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), server.data());
            open(port, open);
            List<String> names = updatable(admin);
            assertThat(names).hasSizeGreaterThan(20);
            for (int i = 1; i <= OPERATIONS; i++) {
                if (random.nextInt(4) == 0) {
                    offAndOn(admin, DISPENSABLE.get(random.nextInt(DISPENSABLE.size())), i);
                } else {
                    String name = names.get(random.nextInt(names.size()));
                    update(admin, name, i, random.nextInt(8) == 0);
                }
                if (closed) {
                    closed = false;
                    for (PopClient client : open) {
                        assertThat(isEnded(client)).as("after operation " + i).isTrue();
                        client.close();
                    }
                    open.clear();
                    open(port, open);
                }
                for (PopClient client : open) {
                    assertThat(client.command("CAPA"))
                            .as("after operation " + i)
                            .startsWith("+OK");
                    for (String line = client.line(); !line.equals("."); line = client.line()) {
                        assertThat(line).isNotEmpty();
                    }
                }
            }
            assertThat(wrong).as("seed " + seed).isEmpty();
            assertThat(server.stop()).as(server.text()).isZero();
        }
        for (PopClient client : open) {
            client.close();
        }
    }

    /** A port that stays the same when net is exchanged. */
    private static void configure(Path data, int port) throws IOException {
        Server.configure(data, "");
        Path file = data.resolve("etc/mailbay.toml");
        String ephemeral = "[net.listener.pop3]\nephemeral = true";
        String text = Files.readString(file);
        assertThat(text).contains(ephemeral);
        Files.writeString(file, text.replace(ephemeral, "[net.listener.pop3]\nport = " + (port - BASE)));
    }

    private static boolean isEnded(PopClient client) throws IOException {
        try {
            for (int lines = 0; lines < 10; lines++) {
                client.line();
            }
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    private static void open(int port, List<PopClient> open) throws IOException {
        for (int i = 0; i < OPEN; i++) {
            PopClient client = new PopClient(port, PATIENCE);
            assertThat(client.line()).startsWith("+OK");
            open.add(client);
        }
    }

    private static List<String> updatable(AdminClient admin) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode line : admin.get("features").get("items")) {
            String name = line.get("name").asString().replaceFirst("^org\\.mailbay\\.", "");
            boolean ours = line.get("name").asString().startsWith("org.mailbay.");
            if (ours && !line.get("update").asString().equals("stopped") && !LATER.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private void update(AdminClient admin, String name, int number, boolean rollback) throws IOException {
        Path jar = Revision.of(Server.bundle(name), 100 + number, work.resolve("jars"));
        JsonNode said = admin.upload("features/preview", JAR, jar);
        assertThat(said.get("refused")).as(said.toString()).isNull();
        compare("update of " + name + ", operation " + number, said, admin.upload("features", JAR, jar));
        if (name.equals("pop3") || name.equals("net")) {
            String fate = name.equals("net") ? "closed" : "moved";
            assertThat(said.get("sessions").toString())
                    .contains("{\"protocol\":\"pop3\",\"connections\":" + OPEN + ",\"fate\":\"" + fate + "\"}");
            closed = name.equals("net");
        } else {
            assertThat(said.get("sessions").toString()).as(name).doesNotContain("pop3");
        }
        if (rollback) {
            admin.post("features/" + name + "/rollback", Map.of());
        }
    }

    private void offAndOn(AdminClient admin, String name, int number) throws IOException {
        JsonNode said = admin.get("features/" + name + "/removal");
        compare(
                "removal of " + name + ", operation " + number,
                said,
                admin.post("features/" + name + "/disable", Map.of()));
        admin.post("features/" + name + "/enable", Map.of());
    }

    private void compare(String what, JsonNode said, JsonNode happened) {
        same(what + ": mode", said.get("mode"), happened.get("mode"));
        same(what + ": bundles refreshed", said.get("affected"), happened.get("affected"));
        if (happened.has("touched")) {
            // Only the bundles that are said to be refreshed get events.
            Set<String> touched = new TreeSet<>();
            happened.get("touched").forEach(line -> touched.add(line.asString().split(" ")[0]));
            Set<String> affected = new HashSet<>();
            said.get("affected").forEach(line -> affected.add(line.asString()));
            touched.removeAll(affected);
            if (!touched.isEmpty()) {
                wrong.add(what + ": touched " + touched);
            }
        }
        same(what + ": components", said.get("components"), happened.get("components"));
    }

    private void same(String what, JsonNode said, JsonNode happened) {
        boolean off = what.startsWith("removal") && what.endsWith("mode");
        if (!off && !said.equals(happened)) {
            wrong.add(what + "\n  said     " + said + "\n  happened " + happened);
        }
    }
}
