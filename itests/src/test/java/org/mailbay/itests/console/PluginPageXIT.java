package org.mailbay.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.plugins.Plugin;
import org.mailbay.itests.server.Server;

/** A page that a third party's bundle adds to the console, in real Chromium; and one that is broken. */
final class PluginPageXIT {
    private static final String ADMIN = "admin";
    private static final String PASSWORD = "demo";

    private @TempDir Path data;

    private static Plugin brokenPage() {
        return new Plugin("page", "org.mailbay.admin.spi.ConsolePage", """
                public org.mailbay.admin.spi.ConsolePage.Entry entry() {
                  return new org.mailbay.admin.spi.ConsolePage.Entry("broken-page", "Broken", "Acme", "getHealth");
                }
                public byte[] file(String name) { return "throw new Error('no page today');".getBytes(); }""")
                .provides("org.mailbay.admin.spi.ConsolePage")
                .header("Import-Package", "org.mailbay.admin.spi");
    }

    @Test
    void aPageOfAPluginIsOneOfTheConsolesAndABrokenOneSpoilsNoOther() throws Exception {
        Browser.need();
        try (Server server = Server.start(data, "--demo");
                Browser browser = new Browser(server.port("http"))) {
            AdminClient admin = new AdminClient(server.port("http"), data);
            admin.update(Server.home().resolve("../../../examples/console-page/target/console-page-0.1.0.jar"));
            admin.update(brokenPage().jar(data));
            browser.logIn(ADMIN, PASSWORD);
            browser.awaitText("Log out");
            browser.complaints();

            browser.press("Usage");
            browser.awaitText("alice@example.test");
            assertThat(browser.heading()).isEqualTo("Usage");
            assertThat(browser.complaints()).as("the policy holds").isEmpty();
            assertThat(browser.barriers()).isEmpty();
            browser.size(360, 740);
            assertThat(browser.overflow()).isLessThanOrEqualTo(0);
            browser.size(1280, 860);
            browser.complaints(); // axe's own

            assertThat(browser.text()).containsIgnoringCase("Acme");
            browser.press("Broken");
            browser.awaitText("This page comes from another bundle");
            browser.awaitText("no page today");
            browser.press("Users");
            browser.awaitText("bob@example.test");

            admin.delete("features/com.example.page");
            browser.logIn(ADMIN, PASSWORD);
            browser.awaitText("Log out");
            browser.awaitNoText("Broken");
            browser.logIn("alice@example.test", PASSWORD);
            browser.awaitText("Log out");
            browser.awaitNoText("Usage"); // she may not list accounts
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }
}
