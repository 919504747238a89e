package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that asks for batches of UIDs (RFC 10022), and goes on without sequence numbers (RFC 9586). */
final class UidBatchesTest {
    private final Office office = new Office();
    private final Wire alice = office.client("alice");

    @BeforeEach
    void begin() {
        for (int i = 1; i <= 4; i++) {
            alice.say("p APPEND INBOX {15+}\r\nSubject: m" + i + "\r\n\r\n");
        }
        office.client("alice").say("s SELECT INBOX"); // for whom they are recent
        alice.say("s SELECT INBOX");
        alice.say("x STORE 2 +FLAGS.SILENT (\\Deleted)");
        alice.say("x EXPUNGE");
    }

    @AfterEach
    void end() {
        office.close();
    }

    private void enable() {
        assertThat(alice.say("e ENABLE UIDONLY")).isEqualTo("* ENABLED UIDONLY | e OK");
    }

    @Test
    void rfc9586_3_3_messagesAreToldByUid() {
        enable();
        assertThat(alice.say("a UID FETCH 1:* (FLAGS)"))
                .isEqualTo("* 1 UIDFETCH (FLAGS ()) | * 3 UIDFETCH (FLAGS ()) | * 4 UIDFETCH (FLAGS ()) | a OK");
        assertThat(alice.say("a UID FETCH 3 (UID FLAGS)")).isEqualTo("* 3 UIDFETCH (UID 3 FLAGS ()) | a OK");
        assertThat(alice.say("a UID STORE 3 FLAGS (\\Seen)")).isEqualTo("* 3 UIDFETCH (FLAGS (\\Seen)) | a OK");
        assertThat(alice.say("a UID SEARCH SEEN")).isEqualTo("* SEARCH 3 | a OK");
        assertThat(alice.say("a UID SEARCH RETURN (SAVE) SEEN")).isEqualTo("a OK");
        assertThat(alice.say("a UID FETCH $ (FLAGS)")).isEqualTo("* 3 UIDFETCH (FLAGS (\\Seen)) | a OK");
        assertThat(alice.say("a SELECT INBOX")).doesNotContain("UNSEEN").contains("* 3 EXISTS");
    }

    @Test
    void rfc9586_3_4_whatGoesHasVanished() {
        enable();
        Wire other = office.client("alice");
        other.say("s SELECT INBOX");
        other.say("x UID STORE 3 FLAGS (\\Flagged)");
        assertThat(alice.say("a NOOP")).isEqualTo("* 3 UIDFETCH (FLAGS (\\Flagged)) | a OK");
        alice.say("a UID STORE 1 +FLAGS.SILENT (\\Deleted)");
        assertThat(alice.say("a EXPUNGE")).isEqualTo("* VANISHED 1 | a OK");
        alice.say("c CREATE There");
        assertThat(alice.say("a UID MOVE 3 There"))
                .matches("\\* OK \\[COPYUID \\d+ 3 1\\] \\| \\* VANISHED 3 \\| a OK");
    }

    @Test
    void rfc9586_3_searchesThatTellSequenceNumbersEnd() {
        alice.say("n SEARCH RETURN (UPDATE) ALL");
        alice.say("u UID SEARCH RETURN (UPDATE) ALL");
        assertThat(alice.say("e ENABLE UIDONLY")).isEqualTo("* ENABLED UIDONLY | * NO [NOUPDATE \"n\"] | e OK");
        alice.say("p APPEND INBOX {15+}\r\nSubject: m5\r\n\r\n");
        assertThat(alice.say("a NOOP") + alice.unasked()).doesNotContain("TAG \"n\"");
    }

    @Test
    void itHoldsInAnotherRevision() {
        enable();
        alice.freeze();
        alice.thaw();
        assertThat(alice.say("a FETCH 1 FLAGS")).isEqualTo("a BAD [UIDREQUIRED]");
    }

    @Test
    void rfc10022_3_1_batchesCoverAllFromTheNewestOn() {
        assertThat(alice.say("a UIDBATCHES 500")).isEqualTo("* UIDBATCHES (TAG \"a\") 4:1 | a OK");
        assertThat(alice.say("a UIDBATCHES 500 1:1")).isEqualTo("* UIDBATCHES (TAG \"a\") 4:1 | a OK");
        assertThat(alice.say("a UIDBATCHES 500 2:3")).isEqualTo("* UIDBATCHES (TAG \"a\") | a OK");
        assertThat(alice.say("a UIDBATCHES 499")).isEqualTo("a NO [TOOFEW]");
        assertThat(alice.say("a UIDBATCHES 500 4:1")).isEqualTo("a BAD [CLIENTBUG]");
        assertThat(alice.say("a UIDBATCHES 2000 1:50")).isEqualTo("* UIDBATCHES (TAG \"a\") 4:1 | a OK");
        assertThat(alice.say("a UIDBATCHES 2000 1:51")).isEqualTo("a NO [TOOMANY]");
        assertThat(alice.say("a UIDBATCHES 4294967295 1:4294967295")).isEqualTo("a NO [TOOMANY]");
        assertThat(alice.say("a UIDBATCHES 4294967295")).isEqualTo("* UIDBATCHES (TAG \"a\") 4:1 | a OK");
        for (String wrong : new String[] {"", " 0", " 500 0:1", " 500 1", " 500 1:", " 500 1:2 x", " *"}) {
            assertThat(alice.say("a UIDBATCHES" + wrong)).as(wrong).isEqualTo("a BAD");
        }
        alice.say("c CREATE Empty");
        alice.say("s SELECT Empty");
        assertThat(alice.say("a UIDBATCHES 500")).isEqualTo("* UIDBATCHES (TAG \"a\") | a OK");
        alice.say("u UNSELECT");
        assertThat(alice.say("a UIDBATCHES 500")).isEqualTo("a BAD");
    }

    @Test
    void rfc10022_3_1_eachHasAsManyAsWasAskedFor() {
        alice.say("c CREATE Many");
        String message = " {15+}\r\nSubject: mm\r\n\r\n";
        for (int i = 0; i < 3; i++) {
            alice.say("p APPEND Many" + message.repeat(401));
        }
        alice.say("s SELECT Many");
        alice.say("x STORE 703,704,705 +FLAGS.SILENT (\\Deleted)");
        alice.say("x EXPUNGE");
        assertThat(alice.say("a UIDBATCHES 500")).isEqualTo("* UIDBATCHES (TAG \"a\") 1203:701,700:201,200:1 | a OK");
        assertThat(alice.say("a UIDBATCHES 500 2:9")).isEqualTo("* UIDBATCHES (TAG \"a\") 700:201,200:1 | a OK");
        assertThat(alice.say("a UIDBATCHES 600")).isEqualTo("* UIDBATCHES (TAG \"a\") 1203:601,600:1 | a OK");
    }
}
