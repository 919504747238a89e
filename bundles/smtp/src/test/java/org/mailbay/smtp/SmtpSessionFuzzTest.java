package org.mailbay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;

/** Any bytes in any pieces: every reply is well formed, nothing is left open, nothing is thrown. */
class SmtpSessionFuzzTest {
    @FuzzTest
    void session(FuzzedDataProvider input) {
        Mailroom mailroom = new Mailroom();
        Wire wire = new Wire(mailroom.server(Map.of("maxMessageBytes", 65_536L, "patienceSeconds", 0)));
        int piece = input.consumeInt(1, 64);
        wire.send(input.consumeRemainingAsBytes(), piece);
        assertThat(wire.said()).matches("(?:[2-5][0-9]{2}[- ][^\\x00-\\x1f\\x7f]*\r\n)+");
        wire.hangUp();
        assertThat(mailroom.open).isZero();
    }
}
