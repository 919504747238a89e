package org.mailbay.example.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.ConsolePage;

final class UsagePageTest {
    @Test
    void itsModuleDefinesTheElementThatTheConsoleShows() throws Exception {
        ConsolePage page = new UsagePage();
        byte[] module = page.file(ConsolePage.MODULE);
        assertThat(module).isNotNull();
        assertThat(new String(module, StandardCharsets.UTF_8))
                .contains("customElements.define('page-" + page.entry().name() + "'")
                .as("the console's policy forbids what is not the server's own")
                .doesNotContain("http:", "https:", "innerHTML", "eval(");
        assertThat(page.file("absent.js")).isNull();
    }
}
