package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that lets a command be about three messages (RFC 9738); one that says how far it is (RFC 9585). */
final class MessageLimitTest {
    private Office office = new Office(0, Map.of("messageLimit", 3));
    private Wire alice = box();

    private Wire box() {
        Wire client = office.client("alice");
        for (int i = 1; i <= 5; i++) {
            client.say("p APPEND INBOX {15+}\r\nSubject: m" + i + "\r\n\r\n");
        }
        client.say("c CREATE There");
        office.client("alice").say("s SELECT INBOX"); // for whom they are recent
        client.say("s SELECT INBOX");
        return client;
    }

    @AfterEach
    void end() {
        office.close();
    }

    @Test
    void rfc9738_3_itIsAnnouncedWhereThereIsOne() {
        assertThat(alice.say("a CAPABILITY")).contains(" MESSAGELIMIT=3 ");
        office.close();
        office = new Office();
        assertThat(office.client("alice").say("a CAPABILITY")).doesNotContain("MESSAGELIMIT");
    }

    @Test
    void rfc9738_3_1_theNewestAreTold() {
        assertThat(alice.say("a FETCH 1:5 UID"))
                .isEqualTo("* 5 FETCH (UID 5) | * 4 FETCH (UID 4) | * 3 FETCH (UID 3) | a OK [MESSAGELIMIT 3 3]");
        assertThat(alice.say("a FETCH 1:3 UID"))
                .isEqualTo("* 1 FETCH (UID 1) | * 2 FETCH (UID 2) | * 3 FETCH (UID 3) | a OK");
        assertThat(alice.say("a UID FETCH 1:* (UID) (PARTIAL 1:4)")).isEqualTo("a NO [MESSAGELIMIT 3]");
        assertThat(alice.say("a UID FETCH 1:* (UID) (PARTIAL 1:1)")).isEqualTo("* 1 FETCH (UID 1) | a OK");
        Wire other = office.client("alice");
        other.say("s SELECT INBOX");
        other.say("x STORE 4 +FLAGS.SILENT (\\Deleted)");
        other.say("x EXPUNGE");
        assertThat(alice.say("a FETCH 1:5 UID"))
                .isEqualTo(
                        "* 5 FETCH (UID 5) | * 3 FETCH (UID 3) | " + "* NO [MESSAGELIMIT 3 3] | a OK [EXPUNGEISSUED]");
    }

    @Test
    void rfc9738_3_1_theNewestAreSearched() {
        assertThat(alice.say("a UID SEARCH ALL")).isEqualTo("* SEARCH 3 4 5 | a OK [MESSAGELIMIT 3 3]");
        assertThat(alice.say("a UID SEARCH SUBJECT m1")).isEqualTo("* SEARCH | a OK [MESSAGELIMIT 3 3]");
        assertThat(alice.say("a UID SEARCH UID 1:3 SUBJECT m1")).isEqualTo("* SEARCH 1 | a OK");
        assertThat(alice.say("a UID SEARCH UIDBEFORE 5 NOT SUBJECT m3"))
                .isEqualTo("* SEARCH 2 4 | a OK [MESSAGELIMIT 3 2]");
        assertThat(alice.say("a UID SEARCH RETURN (SAVE) ALL")).isEqualTo("a OK [MESSAGELIMIT 3 3]");
        assertThat(alice.say("a UID FETCH $ UID"))
                .endsWith("* 5 FETCH (UID 5) | a OK")
                .doesNotContain("UID 2");
        assertThat(alice.say("a UID SEARCH RETURN (UPDATE) ALL")).contains("NOUPDATE");
    }

    @Test
    void rfc9738_3_3_sortedAndThreadedAreAllOrNone() {
        alice.say("a UID SEARCH RETURN (SAVE) UID 2");
        assertThat(alice.say("a UID SORT (SUBJECT) UTF-8 ALL")).isEqualTo("a NO [MESSAGELIMIT 3]");
        assertThat(alice.say("a SORT RETURN (COUNT) (SUBJECT) UTF-8 SUBJECT m1"))
                .as("what is looked at counts, not what is found")
                .isEqualTo("a NO [MESSAGELIMIT 3]");
        assertThat(alice.say("a UID FETCH $ UID")).isEqualTo("* 2 FETCH (UID 2) | a OK");
        assertThat(alice.say("a UID SORT RETURN (SAVE) (SUBJECT) UTF-8 ALL")).isEqualTo("a NO [MESSAGELIMIT 3]");
        assertThat(alice.say("a UID FETCH $ UID")).as("RFC 5182 §2.1").isEqualTo("a OK");
        assertThat(alice.say("a UID SORT (REVERSE SUBJECT) UTF-8 UIDAFTER 2")).isEqualTo("* SORT 5 4 3 | a OK");
        assertThat(alice.say("a UID THREAD REFERENCES UTF-8 ALL")).isEqualTo("a NO [MESSAGELIMIT 3]");
        assertThat(alice.say("a UID THREAD REFERENCES UTF-8 UIDBEFORE 3")).isEqualTo("* THREAD (1)(2) | a OK");
    }

    @Test
    void rfc9738_3_2_uidsBeyondOne() {
        assertThat(alice.say("a UID SEARCH UIDAFTER 3")).isEqualTo("* SEARCH 4 5 | a OK");
        assertThat(alice.say("a UID SEARCH UIDAFTER 5")).isEqualTo("* SEARCH | a OK");
        assertThat(alice.say("a UID SEARCH UIDBEFORE 3")).isEqualTo("* SEARCH 1 2 | a OK");
        assertThat(alice.say("a UID SEARCH UIDBEFORE 1")).isEqualTo("* SEARCH | a OK");
        assertThat(alice.say("a UID SEARCH UIDAFTER 1 UIDBEFORE 4")).isEqualTo("* SEARCH 2 3 | a OK");
        assertThat(alice.say("a UID SEARCH UIDAFTER 0")).startsWith("a BAD");
        assertThat(alice.say("a UID SEARCH UIDAFTER *")).startsWith("a BAD");
    }

    @Test
    void rfc9738_3_1_theNewestAreMarkedMovedAndExpunged() {
        assertThat(alice.say("a UID COPY 1:5 There")).isEqualTo("a NO [MESSAGELIMIT 3]");
        assertThat(alice.say("a UID COPY 1:3 There")).startsWith("a OK [COPYUID ");
        assertThat(alice.say("a UID STORE 1:5 +FLAGS (\\Deleted)"))
                .endsWith("* 5 FETCH (UID 5 FLAGS (\\Deleted)) | a OK [MESSAGELIMIT 3 3]")
                .doesNotContain("UID 2");
        alice.say("a UID STORE 1:2 +FLAGS.SILENT (\\Deleted)");
        assertThat(alice.say("a UID EXPUNGE 1:4"))
                .isEqualTo("* 4 EXPUNGE | * 3 EXPUNGE | * 2 EXPUNGE | a OK [MESSAGELIMIT 3 2]");
        alice.say("p APPEND INBOX" + " (\\Deleted) {15+}\r\nSubject: mm\r\n\r\n".repeat(3));
        assertThat(alice.say("a EXPUNGE"))
                .as("all of them")
                .endsWith("* 1 EXPUNGE | a OK")
                .contains("* 5 EXPUNGE");
        assertThat(alice.say("p APPEND INBOX" + " {15+}\r\nSubject: mm\r\n\r\n".repeat(4)))
                .isEqualTo("p NO [MESSAGELIMIT 3]");
        alice.say("p APPEND INBOX" + " {15+}\r\nSubject: mm\r\n\r\n".repeat(3));
        alice.say("p APPEND INBOX" + " {15+}\r\nSubject: mm\r\n\r\n".repeat(2));
        assertThat(alice.say("a UID MOVE 1:* There"))
                .matches("\\* OK \\[COPYUID \\d+ 11:13 4:6\\] \\| "
                        + "\\* 5 EXPUNGE \\| \\* 4 EXPUNGE \\| \\* 3 EXPUNGE \\| a OK \\[MESSAGELIMIT 3 11\\]");
    }

    @Test
    void rfc9585_4_itIsToldHowFarACommandIs() {
        office.close();
        office = new Office(0, Map.of("progressSeconds", 0));
        alice = box();
        String message = " {15+}\r\nSubject: mm\r\n\r\n";
        alice.say("p APPEND INBOX" + message.repeat(595));
        assertThat(alice.say("a COPY 1:600 There"))
                .matches("\\* OK \\[INPROGRESS \\(\"a\" 300 600\\)\\] \\| a OK \\[COPYUID .*");
        assertThat(alice.say("a]b MOVE 1:600 There")).startsWith("* OK [INPROGRESS (NIL 300 600)] | * OK [COPYUID ");
        alice.say("s SELECT There");
        assertThat(alice.say("a SEARCH 1:2 TEXT nowhere"))
                .isEqualTo("* OK [INPROGRESS (\"a\" 1 NIL)] | * OK [INPROGRESS (\"a\" 2 NIL)] | * SEARCH | a OK");
    }

    @Test
    void rfc8514_4_whenAMessageWasSavedIsTold() {
        String saved = alice.say("a FETCH 1 (SAVEDATE INTERNALDATE)");
        assertThat(saved).matches("\\* 1 FETCH \\(SAVEDATE \"[ 0-9]\\d-\\w{3}-\\d{4} .*\" INTERNALDATE .*\\) \\| a OK");
        assertThat(alice.say("a FETCH 1 SAVEDATE")).isEqualTo(saved.replaceAll(" INTERNALDATE \"[^\"]*\"", ""));
        assertThat(alice.say("p APPEND There \"01-Feb-2003 04:05:06 +0000\" {15+}\r\nSubject: m1\r\n\r\n"))
                .startsWith("p OK");
        alice.say("s SELECT There");
        assertThat(alice.say("a SEARCH BEFORE 1-Jan-2010")).isEqualTo("* SEARCH 1 | a OK");
        assertThat(alice.say("a SEARCH SAVEDBEFORE 1-Jan-2010")).isEqualTo("* SEARCH | a OK");
        assertThat(alice.say("a SEARCH SAVEDSINCE 1-Jan-2010")).isEqualTo("* SEARCH 1 | a OK");
        assertThat(alice.say("a SEARCH SAVEDATESUPPORTED")).isEqualTo("* SEARCH 1 | a OK");
        assertThat(alice.say("a SEARCH NOT SAVEDATESUPPORTED")).isEqualTo("* SEARCH | a OK");
    }
}
