package org.mailbay.jmap.mail.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.Change;
import org.mailbay.mail.MailAccount.Change.Mode;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.MailAccount.Placed;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;

/** Copies and moves. */
class MovingTest {
    private final Desk desk = new Desk(2);
    private final MailAccount own = desk.own();
    private final long inbox = Desk.inbox(own);
    private final MailAccount bob = desk.room.open(desk.bob, desk.bob.account()).orElseThrow();

    MovingTest() throws IOException {}

    @AfterEach
    void close() {
        desk.close();
    }

    private void alsoIn(long mailbox, ObjectId email) throws IOException {
        own.account().<Object, RuntimeException>write(tx -> {
            Row row = Objects.requireNonNull(tx.row(email));
            tx.update(Mail.EMAIL, email, row.withContainers(OfEmail.MAILBOXES, List.of(inbox, mailbox)));
            return row;
        });
    }

    private static Row row(MailAccount account, ObjectId email) {
        org.mailbay.store.Objects emails = account.account().snapshot().objects(Mail.EMAIL);
        return emails.row(emails.ordinal(email));
    }

    private static String text(MailAccount account, ObjectId email) throws IOException {
        StoredEmail stored =
                StoredEmail.fromBytes(Objects.requireNonNull(account.account().bytes(email)));
        try (BlobInput input = account.account()
                .blobs()
                .open(stored.blob(), 0, stored.blob().size())
                .orElseThrow()) {
            return new String(input.content().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void rfc9051_6_4_7_aCopyIsAnEmailOfItsOwn() throws Exception {
        long other = own.create(0, "Other", "");
        ObjectId email = Desk.add(own, inbox, "one").getFirst();
        ObjectId copy = own.copy(inbox, List.of(email), own, other).getFirst().email();
        own.mark(other, List.of(copy), new Change(Mode.ADD, Set.of("$seen"), false), Long.MAX_VALUE);
        assertThat(Desk.shown(own, inbox)).containsValue("one");
        assertThat(Desk.shown(own, other)).containsValue("one $seen");
        assertThat(row(own, copy).get(OfEmail.RECEIVED_AT)).isEqualTo(Desk.TIME.toEpochMilli());
        assertThat(row(own, copy).get(OfEmail.THREAD_NUMBER))
                .isEqualTo(row(own, email).get(OfEmail.THREAD_NUMBER));
        assertThat(own.copy(inbox, List.of(email), own, inbox).getFirst().uid()).isEqualTo(2);
        assertThat(Desk.shown(own, inbox)).hasSize(2);
        own.expunge(inbox, List.of(email), false);
        assertThat(text(own, copy)).endsWith("Text of one\r\n");
    }

    @Test
    void rfc9051_6_4_7_aCopyThatFailsLeavesTheTargetAsItWas() throws Exception {
        String text = "Subject: big\r\n\r\n" + "x".repeat(2_000) + "\r\n";
        StoredEmail big = Desk.read(own, text.getBytes(StandardCharsets.UTF_8));
        NewEmail email = new NewEmail(big, Set.of(), false, Desk.TIME);
        List<ObjectId> emails = own.add(inbox, Collections.nCopies(500, email), null).stream()
                .map(Added::email)
                .toList();
        long other = own.create(0, "Other", "");
        long before = own.account().snapshot().quotaUsed();
        assertThat(Desk.refusal(() -> own.copy(inbox, emails, own, other))).isEqualTo(Reason.OVER_QUOTA);
        assertThat(Desk.shown(own, other)).isEmpty();
        assertThat(own.account().snapshot().quotaUsed()).isEqualTo(before);
        assertThat(own.account().snapshot().uidNext(other)).isEqualTo(301);
        assertThat(own.move(inbox, emails, own, other))
                .as("moving takes no room")
                .hasSize(500)
                .extracting(Placed::sourceUid)
                .isSorted();
    }

    @Test
    void whatIsGoneIsNotCopied() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one", "two", "three");
        long other = own.create(0, "Other", "");
        own.expunge(inbox, emails.subList(1, 2), false);
        assertThat(own.copy(inbox, emails, own, other))
                .extracting(Placed::sourceUid)
                .containsExactly(1L, 3L);
        assertThat(own.move(inbox, emails, own, other))
                .extracting(Placed::sourceUid)
                .containsExactly(1L, 3L);
        assertThat(own.move(inbox, emails, own, other)).isEmpty();
    }

    @Test
    void whatIsInTheTargetAlreadyIsThereTwice() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one", "two");
        long other = own.create(0, "Other", "");
        alsoIn(other, emails.getFirst());
        List<Placed> placed = own.move(inbox, emails, own, other);
        assertThat(placed.getFirst().email()).isNotEqualTo(emails.getFirst());
        assertThat(placed.get(1).email()).isEqualTo(emails.get(1));
        assertThat(Desk.shown(own, inbox)).isEmpty();
        assertThat(Desk.shown(own, other)).isEqualTo(Map.of(1L, "one", 2L, "one", 3L, "two"));
    }

    @Test
    void movedToWhereItIsAMessageGetsANewUid() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one", "two");
        own.mark(inbox, emails, new Change(Mode.ADD, Set.of("x"), true), Long.MAX_VALUE);
        assertThat(own.move(inbox, emails.subList(0, 1), own, inbox))
                .containsExactly(new Placed(emails.getFirst(), 1, emails.getFirst(), 3));
        assertThat(Desk.shown(own, inbox)).isEqualTo(Map.of(2L, "two x \\Deleted", 3L, "one x \\Deleted"));
        long then = own.account().snapshot().modSeq();
        assertThat(own.account().vanished(Mail.EMAIL, inbox, then - 1).orElseThrow())
                .containsExactly(1);
    }

    @Test
    void messagesGoFromAccountToAccount() throws Exception {
        List<NewEmail> some = new ArrayList<>();
        for (int i = 0; i < 350; i++) {
            some.add(Desk.message(own, "m" + i, "$seen", "x"));
        }
        List<ObjectId> emails =
                own.add(inbox, some, null).stream().map(Added::email).toList();
        desk.share(inbox, "lrt");
        MailAccount bobs = desk.bobs();
        long target = Desk.inbox(bob);
        assertThat(Desk.refusal(() -> bobs.move(inbox, emails, bob, target))).isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.shown(bob, target)).isEmpty();
        desk.share(inbox, "lrte");
        List<Placed> placed = bobs.move(inbox, emails, bob, target);
        assertThat(placed).extracting(Placed::source).isEqualTo(emails);
        assertThat(placed).extracting(Placed::uid).isSorted().hasSize(350);
        assertThat(Desk.shown(own, inbox)).isEmpty();
        assertThat(Desk.shown(bob, target)).hasSize(350).containsEntry(7L, "m6 $seen x");
        assertThat(text(bob, placed.getFirst().email())).endsWith("Text of m0\r\n");
    }

    @Test
    void rfc4314_4_aCopyTakesTheRightToAdd() throws Exception {
        ObjectId email = bob.add(Desk.inbox(bob), List.of(Desk.message(bob, "one", "$seen", "x")), null)
                .getFirst()
                .email();
        desk.share(inbox, "lr");
        MailAccount bobs = desk.bobs();
        long from = Desk.inbox(bob);
        assertThat(Desk.refusal(() -> bob.copy(from, List.of(email), bobs, inbox)))
                .isEqualTo(Reason.NO_PERMISSION);
        desk.share(inbox, "lri");
        bob.copy(from, List.of(email), bobs, inbox);
        desk.share(inbox, "lrwi");
        bob.copy(from, List.of(email), bobs, inbox);
        assertThat(Desk.shown(own, inbox)).isEqualTo(Map.of(1L, "one", 2L, "one x"));
        assertThat(Desk.refusal(() -> bob.copy(from, List.of(email), bob, 9_999)))
                .isEqualTo(Reason.NONEXISTENT);
    }
}
