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
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.spi.Schema.Restored;

final class MailboxSchemaTest {
    private static Row named(String name) {
        return Row.EMPTY.with(OfMailbox.NAME, name);
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
                ids.add(tx.create(Mail.MAILBOX, named("Work").with(OfMailbox.PARENT, 1), new byte[0], List.of()));
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
                    .containsExactly("Work (restored)", "Work (restored 2)", "Work");
            assertThat(restored)
                    .map(id -> mailboxes.get(OfMailbox.ROLE, mailboxes.ordinal(id)))
                    .containsOnly("");
        }
    }
}
