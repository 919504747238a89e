package org.mailbay.example.admin.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.Call;

final class NoticeResourceTest {
    private @TempDir Path folder;

    private AdminResource resource() {
        return new NoticeResource(NoticeFile.in(folder.toString()));
    }

    @Test
    void whatIsWrittenIsShownAlsoAfterARestart() throws Exception {
        assertThat(Call.of("GET", "").to(resource())).isEqualTo(Map.of("text", "", "author", ""));
        Map<String, Object> notice = Map.of("text", "Backups are moved\non Friday.");
        assertThat(Call.of("PUT", "").body(notice).to(resource()))
                .containsAllEntriesOf(notice)
                .containsEntry("author", "test");
        assertThat(Call.of("GET", "").to(resource())).containsAllEntriesOf(notice);
    }

    @Test
    void whatIsNotDeclaredIsRefusedBeforeTheHandlerIsAsked() {
        for (Map<String, Object> bad : java.util.List.<Map<String, Object>>of(
                Map.of(), Map.of("text", 7), Map.of("text", "x", "more", 1), Map.of("text", "x".repeat(2_001)))) {
            assertThatThrownBy(() -> Call.of("PUT", "").body(bad).to(resource()))
                    .isInstanceOf(AdminProblem.class);
        }
        assertThatThrownBy(() -> Call.of("DELETE", "").to(resource())).hasMessageContaining("GET");
    }
}
