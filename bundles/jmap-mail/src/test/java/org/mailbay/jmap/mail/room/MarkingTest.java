package org.mailbay.jmap.mail.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Change;
import org.mailbay.mail.MailAccount.Change.Mode;
import org.mailbay.mail.MailAccount.Marked;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;

class MarkingTest {
    private static final long ANY = Long.MAX_VALUE;

    private final Desk desk = new Desk();
    private final MailAccount own = desk.own();
    private final long inbox = Desk.inbox(own);

    MarkingTest() throws IOException {}

    @AfterEach
    void close() {
        desk.close();
    }

    private static Change change(Mode mode, String... words) {
        Set<String> keywords = new java.util.HashSet<>(List.of(words));
        return new Change(mode, keywords, keywords.remove("\\Deleted"));
    }

    @Test
    void rfc7162_3_1_3_whatWasChangedSinceIsLeftAlone() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one", "two");
        long then = own.account().snapshot().modSeq();
        own.mark(inbox, emails.subList(1, 2), change(Mode.ADD, "$seen"), ANY);
        Marked marked = own.mark(inbox, emails, change(Mode.ADD, "$flagged"), then);
        assertThat(marked).isEqualTo(new Marked(emails.subList(0, 1), emails.subList(1, 2)));
        assertThat(own.mark(inbox, emails, change(Mode.ADD, "$flagged"), 0).done())
                .isEmpty();
        assertThat(Desk.shown(own, inbox)).isEqualTo(Map.of(1L, "one $flagged", 2L, "two $seen"));
    }

    @Test
    void whatIsAsWantedIsDoneWithoutAChange() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one");
        own.mark(inbox, emails, change(Mode.ADD, "$SEEN"), ANY);
        long then = own.account().snapshot().modSeq();
        assertThat(own.mark(inbox, emails, change(Mode.REPLACE, "$seen"), ANY).done())
                .isEqualTo(emails);
        assertThat(own.account().snapshot().modSeq()).isEqualTo(then);
    }

    @Test
    void whatIsNotThereIsLeftOut() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one", "two");
        own.expunge(inbox, emails.subList(0, 1), false);
        List<ObjectId> twice = List.of(emails.get(0), emails.get(1), emails.get(1), Mail.EMAIL.id(9_999));
        assertThat(own.mark(inbox, twice, change(Mode.ADD, "x"), ANY).done()).isEqualTo(emails.subList(1, 2));
        assertThat(Desk.refusal(() -> own.mark(9_999, emails, change(Mode.ADD, "x"), ANY)))
                .isEqualTo(Reason.NONEXISTENT);
    }

    @Test
    void keywordsAreValidAndNotTooMany() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one");
        assertThat(Desk.refusal(() -> own.mark(inbox, emails, change(Mode.ADD, "a(b"), ANY)))
                .isEqualTo(Reason.CANNOT);
        own.mark(inbox, emails, change(Mode.ADD, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), ANY);
        assertThat(Desk.refusal(() -> own.mark(inbox, emails, change(Mode.ADD, "k"), ANY)))
                .isEqualTo(Reason.LIMIT);
        own.mark(inbox, emails, change(Mode.REMOVE, "a"), ANY);
        assertThat(Desk.refusal(() -> own.mark(inbox, emails, change(Mode.ADD, "k"), ANY)))
                .isNull();
    }

    @Test
    void manyGoInSlicesThatLetOthersIn() throws Exception {
        List<NewEmail> some = new ArrayList<>();
        NewEmail same = Desk.message(own, "same");
        for (int i = 0; i < 650; i++) {
            some.add(same);
        }
        List<ObjectId> emails = own.add(inbox, some, null).stream()
                .map(MailAccount.Added::email)
                .toList();
        long then = own.account().snapshot().modSeq();
        assertThat(own.mark(inbox, emails, change(Mode.ADD, "$seen"), ANY).done())
                .isEqualTo(emails);
        assertThat(own.account().snapshot().modSeq()).isEqualTo(then + 3);
        assertThat(Desk.shown(own, inbox))
                .hasSize(650)
                .allSatisfy((_, line) -> assertThat(line).isEqualTo("same $seen"));
    }

    @Test
    void rfc4314_4_whoMaySetSomeFlagsSetsThose() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one");
        desk.share(inbox, "lrs");
        MailAccount bobs = desk.bobs();
        bobs.mark(inbox, emails, change(Mode.ADD, "$seen", "$flagged", "\\Deleted"), ANY);
        assertThat(Desk.shown(own, inbox)).containsValue("one $seen");
        assertThat(Desk.refusal(() -> bobs.mark(inbox, emails, change(Mode.ADD, "x", "\\Deleted"), ANY)))
                .isEqualTo(Reason.NO_PERMISSION);
        own.mark(inbox, emails, change(Mode.REPLACE, "x", "$seen", "\\Deleted"), ANY);
        bobs.mark(inbox, emails, change(Mode.REPLACE), ANY);
        assertThat(Desk.shown(own, inbox)).containsValue("one x \\Deleted");
        desk.share(inbox, "lrwt");
        bobs.mark(inbox, emails, change(Mode.REPLACE, "$seen", "y"), ANY);
        assertThat(Desk.shown(own, inbox)).containsValue("one y");
        desk.share(inbox, "lr");
        assertThat(Desk.refusal(() -> bobs.mark(inbox, emails, change(Mode.REPLACE), ANY)))
                .isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.refusal(() -> bobs.mark(inbox, emails, change(Mode.ADD), ANY)))
                .as("nothing asked")
                .isNull();
    }

    /** RFC 8621 §2: what may be set takes the right in all mailboxes that the email is in. */
    @Test
    void keywordsTakeTheRightWhereverTheEmailIsSeen() throws Exception {
        long other = own.create(0, "Other", "");
        long hidden = own.create(0, "Hidden", "");
        ObjectId email = Desk.add(own, inbox, "one").getFirst();
        own.account().<Object, RuntimeException>write(tx -> {
            Row row = java.util.Objects.requireNonNull(tx.row(email));
            List<Member> members = new ArrayList<>(row.get(OfEmail.MAILBOXES));
            members.add(Member.in(Mail.MAILBOX.id(other)));
            members.add(Member.in(Mail.MAILBOX.id(hidden)));
            tx.update(Mail.EMAIL, email, row.with(OfEmail.MAILBOXES, members));
            return members;
        });
        desk.share(inbox, "lrsw");
        desk.share(other, "lr");
        MailAccount bobs = desk.bobs();
        bobs.mark(inbox, List.of(email), change(Mode.ADD, "$seen", "x"), ANY);
        assertThat(Desk.shown(own, inbox)).containsValue("one");
        desk.share(other, "");
        bobs.mark(inbox, List.of(email), change(Mode.ADD, "$seen", "x"), ANY);
        assertThat(Desk.shown(own, inbox)).containsValue("one $seen x");
        assertThat(Desk.refusal(() -> bobs.mark(hidden, List.of(email), change(Mode.ADD, "x"), ANY)))
                .isEqualTo(Reason.NONEXISTENT);
    }

    @Test
    void theMarkDeletedIsOfOneMailbox() throws Exception {
        long other = own.create(0, "Other", "");
        ObjectId email = Desk.add(own, inbox, "one").getFirst();
        Column.Members column = OfEmail.MAILBOXES;
        own.account().<Object, RuntimeException>write(tx -> {
            Row row = java.util.Objects.requireNonNull(tx.row(email));
            tx.update(Mail.EMAIL, email, row.withContainers(column, List.of(inbox, other)));
            return row;
        });
        own.mark(other, List.of(email), change(Mode.ADD, "\\Deleted"), ANY);
        assertThat(Desk.shown(own, inbox)).containsValue("one");
        assertThat(Desk.shown(own, other)).containsValue("one \\Deleted");
        assertThat(own.expunge(inbox, List.of(email), true)).isEmpty();
        assertThat(own.expunge(other, List.of(email), true)).isEqualTo(Map.of(email, 1L));
        assertThat(Desk.shown(own, inbox)).containsValue("one");
    }
}
