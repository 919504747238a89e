package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who changes flags silently hears no echo, but does hear of what others changed. */
final class StoreTest {
    private final Office office = new Office();
    private final Wire alice = office.client("alice");
    private final Wire other = office.client("alice");

    StoreTest() {
        alice.say("a CREATE Box");
        for (int i = 0; i < 2; i++) {
            alice.say("a APPEND Box {4+}\r\nx\r\n\r\n");
        }
        alice.say("a SELECT Box");
        other.say("o SELECT Box");
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void whatOthersChangedIsToldAfterASilentStore() {
        other.say("o STORE 2 +FLAGS (\\Deleted)");
        other.say("o EXPUNGE");
        other.say("o STORE 1 +FLAGS (\\Flagged)");

        // By number: the message that has gone cannot be told yet, and with it nothing that is new.
        assertThat(alice.say("a STORE 1 +FLAGS.SILENT (\\Seen)"))
                .startsWith("* 1 FETCH (UID 1 FLAGS (")
                .contains("\\Flagged", "\\Seen")
                .doesNotContain("EXPUNGE");

        assertThat(alice.say("a NOOP")).contains("* 2 EXPUNGE");
    }

    @Test
    void whatOneMayNotSetIsToldAfterASilentStore() {
        alice.say("a SETACL Box bob@example.test lrs");
        Wire bob = office.client("bob");
        bob.say("b SELECT \"Other Users/alice@example.test/Box\"");

        assertThat(bob.say("b STORE 1 +FLAGS.SILENT (\\Seen)")).isEqualTo("b OK");
        assertThat(bob.say("b STORE 2 +FLAGS.SILENT (\\Seen \\Flagged)"))
                .startsWith("* 2 FETCH (UID 2 FLAGS (")
                .contains("\\Seen")
                .doesNotContain("\\Flagged");
        assertThat(bob.say("b STORE 1 FLAGS.SILENT (\\Draft)"))
                .as("it may take away what is seen only")
                .startsWith("* 1 FETCH (UID 1 FLAGS (")
                .doesNotContain("\\Draft");
    }

    @Test
    void itsOwnChangeIsNoNews() {
        assertThat(alice.say("a STORE 1 +FLAGS.SILENT (\\Seen)")).isEqualTo("a OK");
        assertThat(alice.say("a STORE 1 -FLAGS.SILENT (\\Seen)")).isEqualTo("a OK");
        assertThat(alice.say("a STORE 1 FLAGS.SILENT (\\Deleted \\Draft)")).isEqualTo("a OK");
        assertThat(alice.say("a NOOP")).isEqualTo("a OK");
    }
}
