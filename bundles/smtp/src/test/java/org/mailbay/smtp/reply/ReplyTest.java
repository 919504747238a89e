package org.mailbay.smtp.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplyTest {
    /** What a client sent is told to it, and must not be read as another reply. */
    @Test
    void noTextBeginsALineOfItsOwn() {
        for (String end : new String[] {"\r\n", "\n", "\r", "\0", "\u007f"}) {
            Reply reply = Reply.of(550, "5.1.1", "<a" + end + "250 2.0.0 queued>: no such user");
            String text = new String(reply.toBytes(), StandardCharsets.UTF_8);
            assertThat(text)
                    .isEqualTo("550 5.1.1 <a" + "?".repeat(end.length()) + "250 2.0.0 queued>: no such user\r\n");
        }
    }
}
