package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void defaults() throws Refused {
        var options = Options.parse(List.of());
        assertThat(options.data()).isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(options.ports()).isEqualTo(8000);
        assertThat(options.demo()).isFalse();
        assertThat(options.loopback()).isTrue();
    }

    @Test
    void realPortsAreForEverybody() throws Refused {
        assertThat(Options.parse(List.of("--ports", "0")).loopback()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "--port 1, Unknown option --port",
        "--data, --data needs a value",
        "--ports x, --ports takes a number",
        "--ports -1, --ports takes a number",
        "--ports 60001, --ports takes a number",
        "--demo --ports 0, stays on loopback"
    })
    void refused(String line, String sentence) {
        assertThatThrownBy(() -> Options.parse(List.of(line.split(" "))))
                .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.code()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(sentence);
    }
}
