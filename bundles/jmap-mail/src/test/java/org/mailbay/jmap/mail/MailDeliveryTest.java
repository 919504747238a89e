package org.mailbay.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.directory.Principal;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.BlobInput;
import org.mailbay.store.Changes;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;

class MailDeliveryTest {
    private final Post post = new Post();

    MailDeliveryTest() throws IOException {}

    @AfterEach
    void close() {
        post.close();
    }

    @Test
    void aMessageIsInTheInboxWithAllThatListsNeed() throws IOException {
        String message = "From: a@sender.test\nDate: Sun, 22 Nov 2026 09:00:00 +0100\nSubject: x\n\nHello,\nyou.\n";
        ObjectId id = post.bring(message);
        assertThat(post.number(OfEmail.SIZE, id))
                .isEqualTo(message.replace("\n", "\r\n").length());
        assertThat(post.number(OfEmail.SENT_AT, id)).isEqualTo(1_795_334_400L);
        assertThat(post.number(OfEmail.THREAD_NUMBER, id)).isEqualTo(id.number());
        assertThat(post.stored(id).preview()).isEqualTo("Hello, you.");
        var snapshot = post.account(post.alice).snapshot();
        assertThat(snapshot.objects(Mail.EMAIL)
                        .in(OfEmail.MAILBOXES, post.mailbox("inbox").number())
                        .size())
                .isEqualTo(1);
        try (BlobInput blob = post.account(post.alice)
                .blobs()
                .open(post.stored(id).blob(), 0, Long.MAX_VALUE)
                .orElseThrow()) {
            assertThat(new String(blob.content().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo(message.replace("\n", "\r\n"));
        }
    }

    @Test
    void everyRecipientGetsACopyAndNobodyTwo() throws IOException {
        post.bring("Subject: x\n\ny\n", post.alice, post.bob, post.alice);
        assertThat(post.account(post.alice).snapshot().objects(Mail.EMAIL).all().size())
                .isEqualTo(1);
        assertThat(post.account(post.bob).snapshot().objects(Mail.EMAIL).all().size())
                .isEqualTo(1);
    }

    @Test
    void whatAKillHidTheDeliveryOfIsThereOnceForWhoHasItAndComesToTheOthers() throws IOException {
        Instant received = Instant.parse("2026-11-23T06:30:58.519Z");
        bring(false, received, post.alice);
        bring(true, received, post.alice, post.bob);
        assertThat(emails(post.alice)).isEqualTo(1);
        assertThat(emails(post.bob)).isEqualTo(1);
        // The same bytes, sent again: something else.
        bring(true, received.plusMillis(1), post.alice);
        bring(false, received, post.alice);
        assertThat(emails(post.alice)).isEqualTo(3);
    }

    private void bring(boolean isAgain, Instant received, Principal... to) throws IOException {
        byte[] message = "Subject: report\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Incoming incoming =
                isAgain ? post.delivery.beginAgain(List.of(to), -1) : post.delivery.begin(List.of(to), -1)) {
            incoming.write(message, 0, message.length);
            assertThat(incoming.deliver(new Envelope("", "t", received)))
                    .hasSize(to.length)
                    .containsOnly(new Outcome.Delivered());
        }
    }

    private int emails(Principal whose) throws IOException {
        return post.account(whose).snapshot().objects(Mail.EMAIL).all().size();
    }

    @Test
    void whatIsJunkOrSentGoesThereAndAMissingMailboxIsMade() throws IOException {
        byte[] message = "Subject: x\r\n\r\ny\r\n".getBytes(StandardCharsets.US_ASCII);
        ObjectId junk = post.bring(message, Placement.JUNK);
        ObjectId sent = post.bring(message, Placement.SENT);
        assertThat(mailbox(junk)).isEqualTo(post.mailbox("junk"));
        assertThat(mailbox(sent)).isEqualTo(post.mailbox("sent"));
        assertThat(row(junk).get(OfEmail.KEYWORDS)).isEmpty();
        assertThat(row(sent).get(OfEmail.KEYWORDS)).containsExactly("$seen");
        ObjectId old = post.mailbox("junk");
        post.account(post.alice).<Void, IOException>write(tx -> {
            tx.destroy(Mail.EMAIL, junk);
            tx.destroy(Mail.MAILBOX, old);
            return null;
        });
        ObjectId again = post.bring(message, Placement.JUNK);
        assertThat(mailbox(again)).isEqualTo(post.mailbox("junk")).isNotEqualTo(old);
    }

    private Row row(ObjectId email) throws IOException {
        Objects emails = post.account(post.alice).snapshot().objects(Mail.EMAIL);
        return emails.row(emails.ordinal(email));
    }

    private ObjectId mailbox(ObjectId email) throws IOException {
        return Mail.MAILBOX.id(row(email).get(OfEmail.MAILBOXES).getFirst().container());
    }

    @Test
    void rfc8621_3_threadsAreMessageIdAndSubject() throws IOException {
        ObjectId first = post.bring("Message-ID: <1@x>\nSubject: Plan\n\n");
        ObjectId reply = post.bring("Message-ID: <2@x>\nIn-Reply-To: <1@x>\nSubject: Re: [list] plan\n\n");
        ObjectId other = post.bring("Message-ID: <3@x>\nReferences: <1@x> <2@x>\nSubject: Another thing\n\n");
        ObjectId orphan = post.bring("Message-ID: <5@x>\nReferences: <4@x>\nSubject: Fwd: Late\n\n");
        ObjectId parent = post.bring("Message-ID: <4@x>\nSubject: late\n\n");
        assertThat(post.number(OfEmail.THREAD_NUMBER, reply)).isEqualTo(first.number());
        assertThat(post.number(OfEmail.THREAD_NUMBER, other)).isEqualTo(other.number());
        assertThat(post.number(OfEmail.THREAD_NUMBER, parent)).isEqualTo(orphan.number());
        Changes changes = post.account(post.alice).changes(Mail.THREAD, 1, 100);
        assertThat(changes).isInstanceOfSatisfying(Changes.Since.class, since -> {
            assertThat(since.created()).hasSize(3);
            assertThat(since.updated()).isEmpty();
        });
    }

    @Test
    void theChangeLogTellsOfCountsOnly() throws IOException {
        post.bring("Subject: x\n\n");
        ObjectId inbox = post.mailbox("inbox");
        long state = post.account(post.alice).snapshot().objects(Mail.MAILBOX).state();
        post.bring("Subject: y\n\n");
        assertThat(post.account(post.alice).changes(Mail.MAILBOX, state, 100))
                .isInstanceOfSatisfying(Changes.Since.class, since -> {
                    assertThat(since.updated()).isEqualTo(List.of(inbox));
                    assertThat(since.countsOnly()).isTrue();
                });
    }

    @Test
    void rfc8621_2_anUnreadReplyCountsWhereItsThreadIs() throws Exception {
        ObjectId first = post.bring("Message-ID: <1@x>\nSubject: a\n\nx\n");
        ObjectId archive = post.mailbox("archive");
        post.account(post.alice).<Void, IOException>write(tx -> {
            Row row = java.util.Objects.requireNonNull(tx.row(first));
            tx.update(Mail.EMAIL, first, row.with(OfEmail.MAILBOXES, List.of(Member.in(archive))));
            return null;
        });
        ObjectId inbox = post.mailbox("inbox");
        long state = post.account(post.alice).snapshot().modSeq();
        post.bring("Message-ID: <2@x>\nIn-Reply-To: <1@x>\nSubject: Re: a\n\nx\n");
        assertThat(post.account(post.alice).changes(Mail.MAILBOX, state, 100))
                .isInstanceOfSatisfying(
                        Changes.Since.class,
                        since -> assertThat(since.updated()).containsExactlyInAnyOrder(inbox, archive));
        assertThat(post.account(post.alice).changes(Mail.THREAD, state, 100))
                .isInstanceOfSatisfying(
                        Changes.Since.class,
                        since -> assertThat(since.updated()).containsExactly(Mail.THREAD.id(first.number())));
    }

    @Test
    void rfc8621_1_5_theStateOfEmailDeliveryChangesWhenAnEmailIsAdded() throws Exception {
        ObjectId first = post.bring("Subject: a\n\nx\n");
        long state = delivered();
        assertThat(state).isEqualTo(post.account(post.alice).snapshot().modSeq());
        post.account(post.alice).<Void, RuntimeException>write(tx -> {
            Row row = java.util.Objects.requireNonNull(tx.row(first));
            tx.update(Mail.EMAIL, first, row.with(OfEmail.KEYWORDS, Set.of("$seen")));
            return null;
        });
        post.account(post.alice).<Void, RuntimeException>write(tx -> {
            tx.destroy(Mail.EMAIL, first);
            return null;
        });
        assertThat(delivered()).as("nothing was added").isEqualTo(state);
        post.bring("Subject: b\n\nx\n");
        assertThat(delivered()).isGreaterThan(state);
    }

    private long delivered() throws IOException {
        return new EmailDelivery().state(post.view());
    }

    @Test
    void aBigMessageHasAPreviewToo() throws IOException {
        StringBuilder message = new StringBuilder(
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf\n\n");
        message.append("x".repeat(76).concat("\n").repeat(6_000));
        message.append("\n--b\nContent-Type: text/plain\n\nAt the very end.\n--b--\n");
        ObjectId id = post.bring(message.toString());
        assertThat(post.stored(id).preview()).isEqualTo("At the very end.");
        assertThat(post.number(OfEmail.HAS_ATTACHMENT, id)).isEqualTo(1);
    }

    @Test
    void aMimeBombIsAMessageLikeAnyOther() throws IOException {
        StringBuilder bomb = new StringBuilder("Content-Type: multipart/mixed; boundary=b\n\n");
        bomb.append("--b\n\nx\n".repeat(100_000)).append("--b--\n");
        ObjectId id = post.bring(bomb.toString());
        assertThat(post.account(post.alice).bytes(id)).hasSizeLessThan(200_000);
        assertThat(post.stored(id).message().defects()).isNotEmpty();
    }
}
