package org.mailbay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import org.mailbay.antispam.Verdict;

/** Any bytes in any pieces: every reply is well formed, nothing is left open, nothing is thrown. */
class SmtpSessionFuzzTest {
    @FuzzTest
    void session(FuzzedDataProvider input) {
        Mailroom mailroom = new Mailroom();
        SmtpProtocol server = mailroom.server(Map.of("maxMessageBytes", 65_536L, "patienceSeconds", 0));
        int piece = input.consumeInt(1, 64);
        String role = input.pickValue(List.of("mx", "submission", "lmtp"));
        if (input.consumeBoolean()) {
            server.bindRelay(mailroom.relay());
        }
        if (input.consumeBoolean()) {
            server.bindAntispam((_, _) -> new Verdict(
                    input.pickValue(Verdict.Action.values()),
                    0,
                    "",
                    "because",
                    List.of(),
                    List.of("X-Judged: yes\r\n")));
        }
        Wire wire = new Wire(server, role, "127.0.0.1");
        if (role.equals("submission") && input.consumeBoolean()) {
            wire.send("EHLO c\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=\r\n");
        }
        wire.send(input.consumeRemainingAsBytes(), piece);
        assertThat(wire.said()).matches("(?:[2-5][0-9]{2}[- ][^\\x00-\\x1f\\x7f]*\r\n)+");
        wire.hangUp();
        assertThat(mailroom.open).isZero();
    }
}
