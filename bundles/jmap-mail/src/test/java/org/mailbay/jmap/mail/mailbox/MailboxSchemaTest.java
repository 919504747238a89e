package org.mailbay.jmap.mail.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.mail.Post;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Account;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.spi.Schema.Restored;

final class MailboxSchemaTest {
    private static Row named(String name) {
        return Row.EMPTY.with(OfMailbox.NAME, name);
    }

    @Test
    void aCheckNamesWhatCannotBe() throws Exception {
        try (Post post = new Post()) {
            Account account = post.account(post.alice);
            List<Finding> findings = new ArrayList<>();
            account.<Void, IOException>write(tx -> {
                tx.create(Mail.MAILBOX, named("a"), new byte[0], List.of());
                ObjectId b = tx.create(Mail.MAILBOX, named("b"), new byte[0], List.of());
                tx.create(Mail.MAILBOX, named("a").with(OfMailbox.PARENT, b.number()), new byte[0], List.of());
                return null;
            });
            new MailboxSchema().check(account, findings::add);
            assertThat(findings).isEmpty();
            account.<Void, IOException>write(tx -> {
                tx.create(Mail.MAILBOX, named("a").with(OfMailbox.ROLE, "junk"), new byte[0], List.of());
                tx.create(Mail.MAILBOX, named("c").with(OfMailbox.ROLE, "junk"), new byte[0], List.of());
                ObjectId d = tx.create(Mail.MAILBOX, named("d"), new byte[0], List.of());
                tx.update(Mail.MAILBOX, d, named("d").with(OfMailbox.PARENT, d.number()));
                tx.create(Mail.MAILBOX, named("e").with(OfMailbox.PARENT, 999), new byte[0], List.of());
                return null;
            });
            new MailboxSchema().check(account, findings::add);
            assertThat(findings)
                    .extracting(Finding::code)
                    .containsExactlyInAnyOrder("mailbox-name", "mailbox-role", "mailbox-parent", "mailbox-parent");
        }
    }

    @Test
    void aNameOrRoleThatIsTakenMeanwhileStaysWhereItIs() throws Exception {
        try (Post post = new Post()) {
            Account account = post.account(post.alice);
            account.write(
                    tx -> tx.create(Mail.MAILBOX, named("Work").with(OfMailbox.ROLE, "junk"), new byte[0], List.of()));
            List<ObjectId> restored = account.<List<ObjectId>, IOException>write(tx -> {
                List<ObjectId> ids = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    ids.add(tx.create(
                            Mail.MAILBOX, named("Work").with(OfMailbox.ROLE, "junk"), new byte[0], List.of()));
                }
                ids.add(tx.create(
                        Mail.MAILBOX,
                        named("Work").with(OfMailbox.PARENT, ids.getFirst().number()),
                        new byte[0],
                        List.of()));
                ids.add(tx.create(Mail.MAILBOX, named("Lost").with(OfMailbox.PARENT, 999), new byte[0], List.of()));
                new MailboxSchema()
                        .restored(
                                tx,
                                ids.stream()
                                        .map(id -> new Restored(id, null, tx.row(id)))
                                        .toList());
                return ids;
            });
            Objects mailboxes = account.snapshot().objects(Mail.MAILBOX);
            assertThat(restored)
                    .map(id -> mailboxes.get(OfMailbox.NAME, mailboxes.ordinal(id)))
                    .containsExactly("Work (restored)", "Work (restored 2)", "Work", "Lost");
            assertThat(mailboxes.get(OfMailbox.PARENT, mailboxes.ordinal(restored.getLast())))
                    .as("its parent is gone")
                    .isZero();
            assertThat(restored)
                    .map(id -> mailboxes.get(OfMailbox.ROLE, mailboxes.ordinal(id)))
                    .containsOnly("");
        }
    }
}
