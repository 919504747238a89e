package org.mailbay.jmap.submission.vacation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailbay.mime.Header;
import org.mailbay.mime.Limits;

final class CourtesyTest {
    private static String objection(String header, String sender) throws IOException {
        byte[] bytes = (header.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8);
        return Courtesy.objection(
                Header.parse(bytes, 0, Limits.DEFAULT), sender, address -> address.equalsIgnoreCase("me@example.test"));
    }

    @Test
    void whoWritesToTheUserGetsAReply() throws IOException {
        assertThat(objection("To: Me <ME@example.test>\n", "a@x.test")).isEmpty();
        assertThat(objection("To: b@x.test\nCc: c@x.test, me@example.test\nAuto-Submitted: no\n", "a@x.test"))
                .isEmpty();
        assertThat(objection("To: b@x.test\nResent-To: me@example.test\n", "a@x.test"))
                .isEmpty();
        assertThat(objection("To: me@example.test\nAuto-Submitted: no (really)\n", "a@x.test"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "List-Id: <x.y>, list",
        "list-unsubscribe: <mailto:x>, list",
        "Precedence: Bulk, bulk",
        "Precedence: junk, bulk",
        "Auto-Submitted: auto-generated, auto-submitted",
        "Auto-Submitted: auto-replied; x=y, auto-submitted",
        "Auto-Submitted: nothing, auto-submitted",
        "X-Auto-Response-Suppress: OOF, suppressed",
        "Content-Type: multipart/report; report-type=delivery-status, report"
    })
    void markedMessagesGetNone(String field, String why) throws IOException {
        assertThat(objection("To: me@example.test\n" + field + "\n", "a@x.test"))
                .isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({
        "'', null-sender",
        "me@example.test, own-mail",
        "MAILER-DAEMON@x.test, robot",
        "owner-list@x.test, robot",
        "list-request@x.test, robot",
        "majordomo@x.test, robot"
    })
    void someSendersGetNone(String sender, String why) throws IOException {
        assertThat(objection("To: me@example.test\n", sender)).isEqualTo(why);
    }

    @Test
    void whoIsNotNamedSaysNothing() throws IOException {
        assertThat(objection("To: all@example.test\n", "a@x.test")).isEqualTo("not-addressed");
        assertThat(objection("", "a@x.test")).isEqualTo("not-addressed");
    }
}
