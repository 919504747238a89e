package org.mailbay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void nothingARequestSaysBreaksTheJson() {
        assertThat(Problem.json(400, "Bad", "a\"b\\c\nd\u00e9", ""))
                .isEqualTo("{\"type\":\"about:blank\",\"status\":400,\"title\":\"Bad\",\"detail\":\"a\\\"b\\\\c?d?\"}");
    }

    @Test
    void aSpanIsNamedByTheResourceNotByWhatIsInIt() {
        assertThat(AccessLog.place("/admin/v1/accounts/bob@example.org")).isEqualTo("/admin/v1/accounts");
        assertThat(AccessLog.place("/admin/v1/accounts")).isEqualTo("/admin/v1/accounts");
        assertThat(AccessLog.place("/jmap/download/aBc/secret.pdf")).isEqualTo("/jmap/download");
        assertThat(AccessLog.place("/jmap")).isEqualTo("/jmap");
        assertThat(AccessLog.place("/")).isEqualTo("/");
        assertThat(AccessLog.place("")).isEmpty();
        assertThat(AccessLog.place("*")).isEqualTo("*");
    }

    @Test
    void aLogLineStaysOneLine() {
        assertThat(AccessLog.printable("/a\r\nevent=forged \"x\"")).isEqualTo("/a??event=forged??x?");
        assertThat(AccessLog.printable("x".repeat(1000))).hasSize(203);
    }
}
