package org.mailbay.itests.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.PopClient;
import org.mailbay.itests.hotswap.Revision;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** A revision with a fault serves some connections only, and goes by itself; one without stays. */
final class CanaryXIT {
    private static final int PATIENCE = 30_000;
    private static final int OPEN = 40;
    private static final String JAR = "application/java-archive";

    private @TempDir Path work;

    /** One visit; whether the server spoke as it should. */
    private static boolean visit(int port) throws IOException {
        try (PopClient client = new PopClient(port, PATIENCE)) {
            return client.line().startsWith("+OK") && client.command("QUIT").startsWith("+OK");
        } catch (java.io.EOFException e) {
            return false;
        }
    }

    private static JsonNode canary(AdminClient admin) throws IOException {
        return admin.get("canaries").get("items").get(0);
    }

    @Test
    void aFaultIsSeenByFewAndWithdrawn() throws Exception {
        try (Server server = Server.start(work.resolve("data"), "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), server.data());
            int port = server.port("pop3");
            List<PopClient> open = new ArrayList<>();
            for (int i = 0; i < OPEN; i++) {
                PopClient client = new PopClient(port, PATIENCE);
                assertThat(client.line()).startsWith("+OK");
                open.add(client);
            }
            Path jars = work.resolve("jars");
            Path second = Revision.of(Server.bundle("pop3"), 101, jars);
            Path faulty = Faulty.of(second, "org.mailbay.pop3.Pop3Protocol", "open", jars);
            assertThat(admin.upload("features/preview", JAR, faulty)
                            .get("canary")
                            .asBoolean())
                    .isTrue();
            admin.upload("features?canary=20&canarySeconds=600", JAR, faulty);

            int visits = 0;
            int failed = 0;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            while (canary(admin).get("outcome").asString().equals("running")) {
                assertThat(System.nanoTime()).as(canary(admin).toString()).isLessThan(deadline);
                visits++;
                failed += visit(port) ? 0 : 1;
            }
            System.out.println("canary with a fault: " + failed + " of " + visits + " visits failed; " + canary(admin));
            assertThat(canary(admin).get("outcome").asString()).isEqualTo("withdrawn");
            assertThat(canary(admin).get("why").asString()).contains("sessions broken");
            assertThat(failed).isBetween(3, visits / 2 + 3);
            for (int i = 0; i < 50; i++) {
                assertThat(visit(port)).isTrue();
            }
            // Those that were open, and were moved to the trial and back, are there.
            for (PopClient client : open) {
                assertThat(client.command("CAPA")).startsWith("+OK");
                client.close();
            }
            assertThat(admin.get("features").toString())
                    .doesNotContain("canary")
                    .doesNotContain("0.1.101");
            assertThat(server.text()).contains("event=canary.withdrawn");
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }

    @Test
    void oneWithoutFaultIsPromotedWhileClientsStay() throws Exception {
        Path data = work.resolve("data");
        try (Server server = Server.start(data, "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), server.data());
            int port = server.port("pop3");
            Path second = Revision.of(Server.bundle("pop3"), 101, work.resolve("jars"));
            admin.upload("features?canary=30&canarySeconds=8", JAR, second);
            try (PopClient stays = new PopClient(port, PATIENCE)) {
                assertThat(stays.line()).startsWith("+OK");
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
                while (canary(admin).get("outcome").asString().equals("running")) {
                    assertThat(System.nanoTime()).as(canary(admin).toString()).isLessThan(deadline);
                    assertThat(visit(port)).isTrue();
                }
                System.out.println("canary without a fault: " + canary(admin));
                assertThat(canary(admin).get("outcome").asString()).isEqualTo("promoted");
                assertThat(stays.command("USER alice@example.test")).startsWith("+OK");
            }
            assertThat(server.stop()).as(server.text()).isZero();
        }
        try (Server again = Server.start(data, "--demo")) {
            assertThat(new AdminClient(again.port("http"), data).get("features").toString())
                    .contains("\"version\":\"0.1.101\"");
            assertThat(visit(again.port("pop3"))).isTrue();
            assertThat(again.stop()).isZero();
        }
    }
}
