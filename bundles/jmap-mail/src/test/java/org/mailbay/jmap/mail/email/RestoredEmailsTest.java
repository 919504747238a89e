package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.jmap.mail.Post;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Account;
import org.mailbay.store.Changes;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.spi.Schema;
import org.mailbay.store.spi.Schema.Restored;

final class RestoredEmailsTest {
    private final Post post;
    private final Account account;
    private final Schema schema = new EmailSchema(org.mailbay.jmap.mail.search.Bounds.DEFAULT);

    RestoredEmailsTest() throws IOException {
        post = new Post();
        account = post.account(post.alice);
    }

    @AfterEach
    void close() {
        post.close();
    }

    private ObjectId bring(String id, String more) throws IOException {
        return post.bring("Message-ID: <" + id + "@x.test>\nSubject: s\n" + more + "\nHello\n");
    }

    private Row row(ObjectId id) {
        return account.snapshot()
                .objects(Mail.EMAIL)
                .row(account.snapshot().objects(Mail.EMAIL).ordinal(id));
    }

    private Changes.Since since(ObjectType type, long modSeq) throws IOException {
        return (Changes.Since) account.changes(type, modSeq, 100);
    }

    /** Destroys as a restore does. */
    private long destroy(ObjectId id) throws IOException {
        long before = account.snapshot().modSeq();
        account.<Void, IOException>write(tx -> {
            Row row = tx.row(id);
            tx.destroy(Mail.EMAIL, id);
            schema.restored(tx, List.of(new Restored(id, row, null)));
            return null;
        });
        return before;
    }

    @Test
    void aThreadEndsWithItsLastEmailAndIsChangedBefore() throws Exception {
        ObjectId first = bring("1", "");
        ObjectId second = bring("2", "In-Reply-To: <1@x.test>\n");
        ObjectId thread = Mail.THREAD.id(row(first).get(OfEmail.THREAD_NUMBER));
        assertThat(row(second).get(OfEmail.THREAD_NUMBER)).isEqualTo(thread.number());
        assertThat(since(Mail.THREAD, destroy(first)).updated()).containsExactly(thread);
        long before = destroy(second);
        assertThat(since(Mail.THREAD, before).destroyed()).containsExactly(thread);
        assertThat(since(Mail.MAILBOX, before).updated()).containsExactly(post.mailbox(Mailboxes.INBOX));
        assertThat(since(Mail.MAILBOX, before).countsOnly()).isTrue();
    }

    @Test
    void aThreadComesBackWithItsFirstEmail() throws Exception {
        ObjectId first = bring("1", "");
        Row row = row(first);
        ObjectId thread = Mail.THREAD.id(row.get(OfEmail.THREAD_NUMBER));
        destroy(first);
        for (int i = 0; i < 2; i++) {
            long before = account.snapshot().modSeq();
            account.<Void, IOException>write(tx -> {
                Row again = row.with(OfEmail.MAILBOXES, Set.of(Member.in(post.mailbox(Mailboxes.INBOX))));
                ObjectId id = tx.create(Mail.EMAIL, again, new byte[0], List.of());
                schema.restored(tx, List.of(new Restored(id, null, tx.row(id))));
                return null;
            });
            Changes.Since since = since(Mail.THREAD, before);
            assertThat(i == 0 ? since.created() : since.updated()).containsExactly(thread);
        }
    }

    @Test
    void whetherOneIsReadCountsWhereverItsThreadIs() throws Exception {
        ObjectId first = bring("1", "");
        ObjectId second = bring("2", "In-Reply-To: <1@x.test>\n");
        ObjectId archive = post.mailbox("archive");
        account.<Void, IOException>write(tx -> {
            tx.update(Mail.EMAIL, second, tx.row(second).withContainers(OfEmail.MAILBOXES, List.of(archive.number())));
            return null;
        });
        long before = account.snapshot().modSeq();
        account.<Void, IOException>write(tx -> {
            Row old = tx.row(first);
            tx.update(Mail.EMAIL, first, old.with(OfEmail.KEYWORDS, Set.of("$seen")));
            schema.restored(tx, List.of(new Restored(first, old, tx.row(first))));
            return null;
        });
        assertThat(since(Mail.MAILBOX, before).updated())
                .containsExactlyInAnyOrder(archive, post.mailbox(Mailboxes.INBOX));
        assertThat(since(Mail.THREAD, before).updated()).isEmpty();
    }
}
