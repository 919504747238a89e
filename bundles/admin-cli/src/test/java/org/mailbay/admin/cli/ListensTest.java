package org.mailbay.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListensTest {

    @TempDir
    private Path data;

    @ParameterizedTest
    @CsvSource({
        "http 127.0.0.1:8080, http://127.0.0.1:8080",
        "http 0.0.0.0:80, http://127.0.0.1:80",
        "http [::]:80, http://127.0.0.1:80",
        "http [0:0:0:0:0:0:0:0]:80, http://127.0.0.1:80",
        "http [::1]:8080, http://[::1]:8080"
    })
    void plainPort(String line, String url) throws Exception {
        Files.writeString(
                data.resolve("listens"), "https 127.0.0.1:8443\n" + line + "\nsmtp 127.0.0.1:8025 starttls\n");
        assertThat(Listens.server(data)).hasToString(url);
    }

    @Test
    void noServer() {
        assertThatThrownBy(() -> Listens.server(data)).hasMessageContaining("No server has been ready on " + data);
    }

    @Test
    void noPlainPort() throws Exception {
        Files.writeString(data.resolve("listens"), "https 127.0.0.1:8443\n");
        assertThatThrownBy(() -> Listens.server(data)).hasMessageContaining("--server URL");
    }
}
