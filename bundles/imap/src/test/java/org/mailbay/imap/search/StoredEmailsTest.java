package org.mailbay.imap.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Objects;

final class StoredEmailsTest {
    /** Another client expunges between the reading of the row and of the content. */
    @Test
    void whatGoesWhileItIsReadIsNotFound() throws Exception {
        try (Letterbox box = new Letterbox(false);
                Letterbox elsewhere = new Letterbox(false)) {
            box.add("Subject: a\n\noctopus\n", Letterbox.NOW, true);
            box.add("Subject: b\n\noctopus\n");
            elsewhere.add("Subject: c\n\noctopus\n");
            // As if the blob of the first were not there: one that this account does not have.
            StoredEmail missing = StoredEmail.fromBytes(row(elsewhere));
            Scope scope = box.scope();
            Objects emails = scope.snapshot().objects(Mail.EMAIL);
            StoredEmails stored = new StoredEmails(scope, emails, _ -> {});
            BitSet both = new BitSet();
            both.set(0, 2);

            assertThatThrownBy(() -> stored.filter(both, (_, _) -> {
                        stored.header(missing);
                        return true;
                    }))
                    .as("it is there, and cannot be read")
                    .isInstanceOf(IOException.class);

            BitSet found = stored.filter(both, (position, _) -> {
                if (position == 0) {
                    expunge(box, emails, scope.ordinals()[0]);
                    stored.header(missing);
                }
                return true;
            });
            assertThat(found.stream()).containsExactly(1);
        }
    }

    private static byte[] row(Letterbox box) throws IOException {
        Scope scope = box.scope();
        Objects emails = scope.snapshot().objects(Mail.EMAIL);
        return box.mail.account().bytes(List.of(emails.id(scope.ordinals()[0]))).getFirst();
    }

    private static void expunge(Letterbox box, Objects emails, int ordinal) throws IOException {
        try {
            box.mail.expunge(box.mailbox, List.of(emails.id(ordinal)), true);
        } catch (MailRefusal e) {
            throw new IllegalStateException(e);
        }
    }
}
