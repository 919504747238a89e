package org.mailbay.imap.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BaseSubjectTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a | A | false",
                "  a \t b  | A B | false",
                "Re: a | A | true",
                "RE : a | A | true",
                "Re[2]: a | A | true",
                "Re [2] : a | A | true",
                "fw: a | A | true",
                "Fwd: Re: fw: a | A | true",
                "fwds: a | FWDS: A | false",
                "a (fwd) | A | true",
                "[foo] Fwd: [bar] Re: fw: b (fWd)  (fwd) | B | true",
                "b (a) | B (A) | false",
                "Re: [FWD: c] | C | true",
                "re: [fwd: [fwd: re: [fwd: babylon]]] | BABYLON | true",
                "[fwd: a] b | B | false",
                "[xyz] | [XYZ] | false",
                "[a][b] | [B] | false",
                "[a] [b] c | C | false",
                "Re: [a] | [A] | true",
                "[a | [A | false",
                "Ad: Re: x | AD: RE: X | false",
                "gr\u00fc\u00df | GRU\u0308\u00df | false",
                "[\u00fc] re: x | X | true"
            },
            delimiter = '|')
    void whatProgramsPutAroundItIsCut(String subject, String key, boolean isReply) {
        assertThat(BaseSubject.of(subject)).isEqualTo(new BaseSubject(key, isReply));
    }

    @Test
    void emptyAndEndlessSubjectsAreNoTrouble() {
        assertThat(BaseSubject.of("")).isEqualTo(new BaseSubject("", false));
        assertThat(BaseSubject.of(" Re: ")).isEqualTo(new BaseSubject("", true));
        assertThat(BaseSubject.of("[fwd:]")).isEqualTo(new BaseSubject("", true));
        assertThat(BaseSubject.of("re:".repeat(50_000) + "x")).isEqualTo(new BaseSubject("X", true));
        assertThat(BaseSubject.of("[a]".repeat(50_000) + "x")).isEqualTo(new BaseSubject("X", false));
        assertThat(BaseSubject.of("[fwd:".repeat(30_000) + "x" + "]".repeat(30_000)))
                .isEqualTo(new BaseSubject("X", true));
        assertThat(BaseSubject.of("[".repeat(100_000)).isReply()).isFalse();
        assertThat(BaseSubject.of("re[".repeat(50_000)).isReply()).isFalse();
        assertThat(BaseSubject.of("x" + "(fwd)".repeat(50_000)).key()).isEqualTo("X");
    }
}
