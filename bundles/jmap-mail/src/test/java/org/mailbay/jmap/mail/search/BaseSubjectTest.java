package org.mailbay.jmap.mail.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Of a million characters: at the square of that it would take minutes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\u00a0",
                "\t",
                "[",
                "]",
                "[]",
                "[ ",
                "[] ",
                "re",
                "re:",
                "re: ",
                "re :",
                "re [",
                "re []:",
                "fwd",
                "(fwd)",
                " (fwd)",
                "[fwd:",
                "[fwd: ]",
                "[a] re: ",
                "(",
                ")",
                ":"
            })
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aHostileSubjectTakesNoTime(String piece) {
        String hostile = piece.repeat(1_000_000 / piece.length());
        for (String subject : List.of(hostile, "a" + hostile, hostile + "a", "[fwd:" + hostile + "]", "[" + hostile)) {
            assertThat(BaseSubject.of(subject)).hasSizeLessThanOrEqualTo(subject.length());
        }
    }
}
