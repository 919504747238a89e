package org.mailbay.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;

/** Any bytes in any pieces, before and after the log-in: every line said is a reply or of one, nothing is held, nothing is thrown. */
class Pop3SessionFuzzTest {
    @FuzzTest
    void session(FuzzedDataProvider input) {
        try (House house = new House()) {
            house.add("Subject: x\r\n\r\n.\nx");
            Pop3Protocol server = house.server(Map.of("maxAuthFailures", 100));
            int piece = input.consumeInt(1, 64);
            Wire wire = new Wire(server, "127.0.0.1");
            if (input.consumeBoolean()) {
                wire.send("USER alice@example.test\r\nPASS secret\r\n");
            }
            boolean moves = input.consumeBoolean();
            byte[] said = input.consumeRemainingAsBytes();
            wire.send(said, piece);
            if (moves && !wire.isClosed()) {
                wire.move(server);
            }
            assertThat(wire.said())
                    .matches("(?s)\\+OK Mailbay POP3\r\n((\\+OK|-ERR|\\+ |[^\\x00-\\x1f\\x7f]*)[^\r\n]*\r\n)*");
            wire.hangUp();
            assertThat(server.maildrops().size()).isZero();
        }
    }
}
