package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Searches of two clients in one account: nothing is found that one may not read, and what comes is told. */
final class SharedSearchTest {
    private static final String BOX = "\"Other Users/alice@example.test/Box\"";
    private static final String SECRET = "\"Other Users/alice@example.test/Secret\"";

    private final Office office = new Office();
    private final Wire alice = office.client("alice");
    private final Wire bob = office.client("bob");

    @BeforeEach
    void begin() {
        alice.say("a CREATE Box");
        alice.say("a CREATE Secret");
        append("Box", "word in the box");
        append("Secret", "word in secret");
        alice.say("a SETACL Box bob@example.test lr");
    }

    @AfterEach
    void end() {
        office.close();
    }

    private void append(String mailbox, String text) {
        String message = "Subject: " + text + "\r\n\r\n" + text + "\r\n";
        assertThat(alice.say("a APPEND " + mailbox + " {" + message.length() + "+}\r\n" + message))
                .contains("a OK [APPENDUID");
    }

    private static String found(String answer) {
        return answer.replaceAll("UIDVALIDITY \\d+", "UIDVALIDITY ~");
    }

    @Test
    void whatIsNotSharedIsNotFound() {
        String box = "* ESEARCH (TAG \"b\" MAILBOX " + BOX + " UIDVALIDITY ~) UID ALL 1 | b OK";
        assertThat(found(bob.say("b ESEARCH IN (mailboxes (" + BOX + " " + SECRET + ")) TEXT word")))
                .isEqualTo(box);
        assertThat(found(bob.say("b ESEARCH IN (subtree \"Other Users\") BODY word")))
                .isEqualTo(box);
        assertThat(bob.say("b ESEARCH IN (personal subscribed inboxes) TEXT word"))
                .isEqualTo("b OK");
        assertThat(bob.say("b ESEARCH IN (mailboxes " + SECRET + ") RETURN (COUNT) ALL"))
                .isEqualTo("b OK");
        alice.say("a SETACL Box bob@example.test l");
        assertThat(bob.say("b ESEARCH IN (subtree \"Other Users\") ALL")).isEqualTo("b OK");
    }

    @Test
    void whoMayReadNoMoreFindsNoMore() {
        bob.say("s EXAMINE " + BOX);
        assertThat(bob.say("b SEARCH TEXT word")).isEqualTo("* SEARCH 1 | b OK");
        alice.say("a SETACL Box bob@example.test l");
        assertThat(bob.say("b SEARCH TEXT word")).startsWith("b NO");
        assertThat(bob.say("b SORT (SUBJECT) UTF-8 ALL")).startsWith("b NO");
        assertThat(bob.say("b THREAD REFERENCES UTF-8 ALL")).startsWith("b NO");
        assertThat(bob.say("b UID SEARCH ALL")).isEqualTo("* 1 EXPUNGE | b NO [NONEXISTENT]");
    }

    @Test
    void whoWaitsIsToldWhatIsFound() {
        bob.say("s EXAMINE " + BOX);
        assertThat(bob.say("u SEARCH RETURN (UPDATE ALL) SUBJECT word UNSEEN"))
                .isEqualTo("* ESEARCH (TAG \"u\") ALL 1 | u OK");
        bob.say("i IDLE");
        append("Box", "another word");
        append("Box", "nothing");
        assertThat(bob.unasked()).contains("* ESEARCH (TAG \"u\") ADDTO (0 2)").doesNotContain("ADDTO (0 3)");
        alice.say("s SELECT Box");
        alice.say("a STORE 1 +FLAGS (\\Seen)");
        assertThat(bob.unasked()).contains("* ESEARCH (TAG \"u\") REMOVEFROM (0 1)");
        alice.say("a STORE 2 +FLAGS (\\Deleted)");
        alice.say("a EXPUNGE");
        assertThat(bob.unasked()).contains("* ESEARCH (TAG \"u\") REMOVEFROM (0 2) | * 2 EXPUNGE");
    }
}
