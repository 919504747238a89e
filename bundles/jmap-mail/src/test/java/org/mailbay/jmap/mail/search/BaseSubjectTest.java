package org.mailbay.jmap.mail.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BaseSubjectTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello|hello",
                "Re: Hello|hello",
                "RE:  Fwd: hello   world|hello world",
                "Re[2]: Hello|hello",
                "[list] Re: Hello|hello",
                "Re: [list] Hello (fwd) (fwd)|hello",
                "[Fwd: [list] Re: Hello]|hello",
                "[only this]|[only this]",
                "[a] [b]|[b]",
                "Regarding: you|regarding: you",
                "fw [x] : Hello|hello",
                "Re:|''",
            })
    void whatProgramsAddGoes(String subject, String base) {
        assertThat(BaseSubject.of(subject)).isEqualTo(base);
    }

    @Test
    void aHostileSubjectTakesNoTime() {
        String hostile = "[".repeat(20_000) + "re: ".repeat(20_000) + "]".repeat(20_000);
        long start = System.nanoTime();
        BaseSubject.of(hostile);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
