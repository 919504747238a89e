package org.mailbay.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void whatProgramsPutBeforeASubjectIsLeftOut() {
        assertThat(Threads.baseSubject("Re: [list] AW[2]: fwd : Hello   there "))
                .isEqualTo("hello there");
        assertThat(Threads.baseSubject("re")).isEqualTo("re");
    }

    /** It is looked for while the account is written to: nobody may hold that up. */
    @Test
    void noSubjectTakesLong() {
        for (String begin : new String[] {"re", "re[1]", "[", ""}) {
            for (String more : new String[] {" ", "re:", "[a]", "[", " \t"}) {
                assertTimeout(Duration.ofSeconds(5), () -> Threads.baseSubject(begin + more.repeat(100_000) + "x"));
            }
        }
    }
}
