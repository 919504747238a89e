package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.jmap.mail.Post;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Email/copy: RFC 8621 §4.7. */
class EmailCopyTest {
    private final Post post = new Post();
    private final EmailType emails = new EmailType(new MailIndex(), new Extensions(), EmailLimits.DEFAULT);
    private final ObjectId original = post.bring("Subject: original\n\nText\n");
    private final String inbox;

    EmailCopyTest() throws IOException {
        inbox = String.valueOf(
                Mailboxes.withRole(Mailboxes.prepared(post.account(post.bob)).objects(Mail.MAILBOX), "inbox"));
    }

    @AfterEach
    void close() {
        post.close();
    }

    private Changer.Created copy(String changes) throws Exception {
        View to = post.view(post.bob, post.bob);
        Changer.Creation creation = emails.copy(
                post.view(), original, to, (ObjectNode) JsonMapper.shared().readTree(changes.replace('\'', '"')));
        return to.account().<Changer.Created, Exception>write(creation::run);
    }

    @Test
    void anotherTenantGetsItsOwnBytes() throws Exception {
        Changer.Created made = copy("{'mailboxIds':{'" + inbox + "':true}}");
        Objects theirs = post.account(post.bob).snapshot().objects(Mail.EMAIL);
        int ordinal = theirs.ordinal(made.id());
        assertThat(theirs.get(OfEmail.RECEIVED_AT, ordinal)).isEqualTo(post.number(OfEmail.RECEIVED_AT, original));
        StoredEmail stored = StoredEmail.fromBytes(post.account(post.bob).bytes(made.id()));
        assertThat(stored.blob()).isNotEqualTo(post.stored(original).blob());
        try (BlobInput input =
                post.account(post.bob).blobs().open(stored.blob(), 0, 100).orElseThrow()) {
            assertThat(new String(input.content().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("Subject: original\r\n\r\nText\r\n");
        }
        assertThat(made.properties().propertyNames()).contains("id", "blobId", "threadId", "size");
    }

    @Test
    void keywordsAndDateCanBeOthers() throws Exception {
        Changer.Created made = copy("{'mailboxIds':{'" + inbox
                + "':true},'keywords':{'$Flagged':true},'receivedAt':'2001-02-03T04:05:06Z'}");
        Objects theirs = post.account(post.bob).snapshot().objects(Mail.EMAIL);
        int ordinal = theirs.ordinal(made.id());
        assertThat(theirs.get(OfEmail.KEYWORDS, ordinal)).containsExactly("$flagged");
        assertThat(theirs.get(OfEmail.RECEIVED_AT, ordinal)).isEqualTo(981_173_106_000L);
    }

    @Test
    void theMessageCannotBeChanged() {
        assertThatThrownBy(() -> copy("{'mailboxIds':{'" + inbox + "':true},'subject':'other'}"))
                .isInstanceOf(SetError.class)
                .hasMessageStartingWith("invalidProperties");
        assertThatThrownBy(() -> copy("{}")).isInstanceOf(SetError.class).hasMessageStartingWith("invalidProperties");
    }
}
