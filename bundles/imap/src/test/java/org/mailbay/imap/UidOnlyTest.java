package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 9586: sequence numbers are neither taken nor told any more. */
final class UidOnlyTest {
    private final Office office = new Office();
    private final Wire alice = office.client("alice");

    UidOnlyTest() {
        for (int i = 0; i < 3; i++) {
            alice.say("p APPEND INBOX {18+}\r\nSubject: hi\r\n\r\nx\r\n");
        }
        alice.say("p CREATE box");
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void whatNamesNumbersIsBadWithTheCode() {
        assertThat(alice.say("a CAPABILITY")).contains(" UIDONLY");
        assertThat(alice.say("a ENABLE UIDONLY QRESYNC")).isEqualTo("* ENABLED UIDONLY QRESYNC | a OK");
        alice.say("a SELECT INBOX");
        for (String command : new String[] {
            "FETCH 1 FLAGS",
            "STORE 1 +FLAGS (\\Seen)",
            "COPY 1 box",
            "MOVE 1 box",
            "SEARCH ALL",
            "SORT (DATE) UTF-8 ALL",
            "THREAD REFS UTF-8 ALL",
            "UID SEARCH 1:2",
            "UID SORT (DATE) UTF-8 NOT 1",
            "UID THREAD REFS UTF-8 OR 1 2",
            "REPLACE 1 box {18+}\r\nSubject: hi\r\n\r\nx\r\n",
            "SELECT INBOX (QRESYNC (5 1 1:3 (1 1)))"
        }) {
            assertThat(alice.say("a " + command)).as(command).isEqualTo("a BAD [UIDREQUIRED]");
        }
    }

    @Test
    void uidsAreToldInstead() {
        alice.say("a ENABLE UIDONLY");
        alice.say("a SELECT INBOX");
        assertThat(alice.say("a UID FETCH 1:2 FLAGS"))
                .startsWith("* 1 UIDFETCH (")
                .contains("* 2 UIDFETCH (")
                .doesNotContain(" FETCH ");
        assertThat(alice.say("a UID STORE 2 FLAGS (\\Deleted)")).startsWith("* 2 UIDFETCH (FLAGS (\\Deleted");
        assertThat(alice.say("a UID SEARCH RETURN (ALL) UID 2:3"))
                .isEqualTo("* ESEARCH (TAG \"a\") UID ALL 2:3 | a OK");
        assertThat(alice.say("a EXPUNGE")).startsWith("* VANISHED 2 | ");
        assertThat(alice.say("a UID MOVE 3 box")).contains("* VANISHED 3");
        Wire second = office.client("alice");
        second.say("s SELECT INBOX");
        second.say("s STORE 1 +FLAGS (\\Answered)");
        assertThat(alice.say("a NOOP")).contains("* 1 UIDFETCH (", "\\Answered");
        second.say("s STORE 1 +FLAGS (\\Deleted)");
        second.say("s EXPUNGE");
        assertThat(alice.say("a NOOP")).isEqualTo("* VANISHED 1 | a OK");
        alice.say("a UNAUTHENTICATE");
    }
}
