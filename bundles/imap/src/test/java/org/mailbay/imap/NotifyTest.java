package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What RFC 5465 tells, to a client while another one acts. */
final class NotifyTest {
    private static final String MESSAGES = "(MessageNew MessageExpunge)";
    private static final String ALL = "(MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange)";

    private final Office office = new Office();
    private final Wire watcher = office.client("alice");
    private final Wire actor = office.client("alice");

    NotifyTest() {
        actor.say("a CREATE Lists/One");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private void append(String mailbox) {
        String message = "Subject: hi\r\n\r\nx\r\n";
        assertThat(actor.say("a APPEND " + mailbox + " {" + message.length() + "+}\r\n" + message))
                .contains("a OK");
    }

    @Test
    void statusOfOtherMailboxesIsTold() {
        assertThat(watcher.say("w NOTIFY SET STATUS (subtree Lists " + MESSAGES + ")"))
                .matches("\\* STATUS Lists \\(MESSAGES 0 UIDNEXT 1 UIDVALIDITY \\d+\\) \\| "
                        + "\\* STATUS Lists/One \\(MESSAGES 0 UIDNEXT 1 UIDVALIDITY \\d+\\) \\| w OK");
        assertThat(watcher.unasked()).isEmpty();
        append("INBOX");
        assertThat(watcher.unasked()).as("not asked for").isEmpty();
        append("Lists/One");
        assertThat(watcher.unasked()).matches("\\* STATUS Lists/One \\(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \\d+\\)");
        actor.say("a SELECT Lists/One");
        actor.say("a STORE 1 +FLAGS (\\Seen \\Deleted)");
        assertThat(watcher.unasked()).as("flags were not asked for").isEmpty();
        actor.say("a EXPUNGE");
        assertThat(watcher.unasked()).matches("\\* STATUS Lists/One \\(MESSAGES 0 UIDNEXT 2 UIDVALIDITY \\d+\\)");
        assertThat(watcher.say("w NOTIFY NONE")).isEqualTo("w OK");
        append("Lists/One");
        assertThat(watcher.unasked()).isEmpty();
    }

    @Test
    void flagsElsewhereAreToldByModSeq() {
        append("Lists/One");
        assertThat(watcher.say("w NOTIFY SET (personal (MessageNew MessageExpunge FlagChange))"))
                .isEqualTo("w OK");
        actor.say("a SELECT Lists/One");
        actor.say("a STORE 1 +FLAGS (\\Seen)");
        assertThat(watcher.unasked())
                .matches("\\* STATUS Lists/One \\(UIDVALIDITY \\d+ UNSEEN 0 HIGHESTMODSEQ \\d+\\)");
    }

    @Test
    void theSelectedMailboxIsToldAtOnceWithWhatIsAskedOfNewMessages() {
        watcher.say("w SELECT INBOX");
        assertThat(watcher.say("w NOTIFY SET (selected (MessageNew (UID RFC822.SIZE) MessageExpunge FlagChange))"))
                .isEqualTo("w OK");
        append("INBOX");
        assertThat(watcher.unasked()).isEqualTo("* 1 EXISTS | * 1 RECENT | * 1 FETCH (UID 1 RFC822.SIZE 18)");
        actor.say("a SELECT INBOX");
        actor.say("a STORE 1 +FLAGS (\\Deleted)");
        assertThat(watcher.unasked()).contains("* 1 FETCH (UID 1 FLAGS (\\Deleted");
        actor.say("a EXPUNGE");
        assertThat(watcher.unasked()).isEqualTo("* 1 EXPUNGE");
    }

    @Test
    void whatGoesIsHeldBackWhenDelayed() {
        append("INBOX");
        watcher.say("w SELECT INBOX");
        watcher.say("w NOTIFY SET (selected-delayed " + MESSAGES + ")");
        actor.say("a SELECT INBOX");
        actor.say("a STORE 1 +FLAGS (\\Deleted)");
        assertThat(watcher.unasked()).as("no FlagChange").isEmpty();
        actor.say("a EXPUNGE");
        assertThat(watcher.unasked()).isEmpty();
        assertThat(watcher.say("w NOOP")).isEqualTo("* 1 EXPUNGE | w OK");
    }

    @Test
    void withoutSelectedOnlyTheClientsOwnExpungeIsTold() {
        append("INBOX");
        append("INBOX");
        watcher.say("w SELECT INBOX");
        watcher.say("w NOTIFY NONE");
        append("INBOX");
        assertThat(watcher.say("w NOOP")).isEqualTo("w OK");
        watcher.say("w STORE 1 +FLAGS.SILENT (\\Deleted)");
        assertThat(watcher.say("w EXPUNGE")).contains("* 1 EXPUNGE").endsWith("w OK");
    }

    @Test
    void namesAreToldAsTheyComeGoAndChange() {
        assertThat(watcher.say("w NOTIFY SET (personal " + ALL + ")")).isEqualTo("w OK");
        actor.say("a CREATE Lists/Two");
        assertThat(watcher.unasked())
                .startsWith("* LIST (\\HasNoChildren) \"/\" Lists/Two | * LIST (\\HasChildren) \"/\" Lists | "
                        + "* STATUS Lists/Two (MESSAGES 0");
        actor.say("a SUBSCRIBE Lists/Two");
        assertThat(watcher.unasked()).isEqualTo("* LIST (\\Subscribed \\HasNoChildren) \"/\" Lists/Two");
        actor.say("a RENAME Lists Groups");
        assertThat(watcher.unasked())
                .as("children are not told of")
                .isEqualTo("* LIST (\\HasChildren) \"/\" Groups (\"OLDNAME\" (Lists))");
        actor.say("a UNSUBSCRIBE Groups/Two");
        assertThat(watcher.unasked()).isEqualTo("* LIST (\\HasNoChildren) \"/\" Groups/Two");
        actor.say("a DELETE Groups/Two");
        assertThat(watcher.unasked())
                .isEqualTo("* LIST (\\NonExistent) \"/\" Groups/Two | * LIST (\\HasChildren) \"/\" Groups");
    }

    @Test
    void othersMailboxesAreHeardOfWhileTheyAreShared() {
        actor.say("a SETACL Lists/One bob@example.test lrs");
        Wire bob = office.client("bob");
        String name = "\"Other Users/alice@example.test/One\"";
        assertThat(bob.say("b LIST \"\" *")).contains(name);
        assertThat(bob.say("b NOTIFY SET (mailboxes " + name + " " + ALL + ")")).isEqualTo("b OK");
        append("Lists/One");
        assertThat(bob.unasked()).contains("* STATUS " + name + " (MESSAGES 1");
        actor.say("a DELETEACL Lists/One bob@example.test");
        assertThat(bob.unasked()).isEqualTo("* LIST (\\NonExistent) \"/\" " + name);
        append("Lists/One");
        assertThat(bob.unasked()).isEmpty();
    }

    @Test
    void whatHappenedWhileTheSessionWasMovedIsTold() {
        watcher.say("w SELECT INBOX");
        watcher.say("w NOTIFY SET (selected " + MESSAGES + ") (subtree Lists " + ALL + ")");
        watcher.say("w NOOP");
        watcher.freeze();
        append("INBOX");
        append("Lists/One");
        actor.say("a RENAME Lists/One Lists/Three");
        watcher.thaw();
        assertThat(watcher.unasked())
                .contains("* 1 EXISTS", "* LIST (\\HasNoChildren) \"/\" Lists/Three (\"OLDNAME\" (Lists/One))")
                .contains("* STATUS Lists/Three (MESSAGES 1");
    }

    @Test
    void whatCannotBeAskedForIsRefused() {
        assertThat(watcher.say("w NOTIFY SET (personal (MessageNew MessageExpunge AnnotationChange))"))
                .isEqualTo("w NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange"
                        + " MailboxMetadataChange ServerMetadataChange)]");
        assertThat(watcher.say("w NOTIFY SET (personal (MessageNew))")).isEqualTo("w BAD");
        assertThat(watcher.say("w NOTIFY SET (personal (FlagChange))")).isEqualTo("w BAD");
        assertThat(watcher.say("w NOTIFY SET (selected (MailboxName))")).isEqualTo("w BAD");
        assertThat(watcher.say("w NOTIFY SET (selected NONE) (selected-delayed NONE)"))
                .isEqualTo("w BAD");
        assertThat(watcher.say("w NOTIFY SET")).isEqualTo("w BAD");
        assertThat(watcher.say("w NOTIFY SET (mailboxes nowhere " + MESSAGES + ")"))
                .as("what there is not is ignored")
                .isEqualTo("w OK");
    }
}
