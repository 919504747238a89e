package org.mailbay.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.server.Server;

/** The console is present, replaced while it is asked, gone, and back. */
final class ConsoleSwapXIT {
    private static final int PATIENCE = 30_000;

    @TempDir
    Path data;

    @Test
    void theConsoleIsReplacedWhileItIsLookedAt() throws Exception {
        Browser.need();
        Server.configure(data, "");
        try (Server server = Server.start(data, "--demo");
                Browser browser = new Browser(server.port("http"))) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            browser.logIn("admin", "demo");
            browser.awaitText("Log out");
            browser.go("queue");
            AtomicBoolean isDone = new AtomicBoolean();
            Set<Integer> seen = ConcurrentHashMap.newKeySet();
            Thread asking = Thread.ofVirtual().start(() -> {
                while (!isDone.get()) {
                    seen.add(status(server));
                }
            });
            admin.update(Server.bundle("admin-console"));
            isDone.set(true);
            asking.join();
            assertThat(seen).containsExactly(200);
            browser.go("tenants");
            browser.logIn("admin", "demo");
            browser.awaitText("Log out");
            assertThat(browser.complaints()).isEmpty();

            admin.post("features/admin-console/disable", Map.of());
            assertThat(status(server)).isEqualTo(503);
            admin.post("features/admin-console/enable", Map.of());
            assertThat(status(server)).isEqualTo(200);
        }
    }

    private static int status(Server server) {
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            return http.send("GET", "/admin", Map.of(), new byte[0]).status();
        } catch (IOException e) {
            return -1;
        }
    }
}
