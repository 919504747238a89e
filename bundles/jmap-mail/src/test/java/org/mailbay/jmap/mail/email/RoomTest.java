package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.JmapCall;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What Email/set refuses to compose (RFC 8620 §5.3: overQuota, rateLimit), before it is a sealed blob. */
class RoomTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Room for one megabyte. */
    private final MemoryStore memory = new MemoryStore(1);

    private final Account account = memory.store().create(new TenantId(1));

    RoomTest() throws IOException {}

    @AfterEach
    void close() {
        memory.close();
    }

    private String upload(int size) throws IOException {
        try (BlobSink sink = account.blobs().create(size)) {
            sink.write(new byte[size], 0, size);
            BlobRef blob = sink.seal();
            account.blobs().hold(blob, Duration.ofHours(1));
            return BlobId.of(blob).toString();
        }
    }

    private Changer changer(long bytesPerMinute) {
        EmailType emails = new EmailType(new MailIndex(), new Extensions(), EmailLimits.DEFAULT, bytesPerMinute);
        return emails.set(JmapCall.view(account), JSON.createObjectNode());
    }

    private static ObjectNode email(String more) {
        String email = "{'mailboxIds':{'m1':true},'subject':'a'," + more + "}";
        return (ObjectNode) JSON.readTree(email.replace('\'', '"'));
    }

    private static void assertRefused(String type, ThrowingCallable create) {
        assertThatThrownBy(create)
                .isInstanceOfSatisfying(
                        SetError.class, error -> assertThat(error.type()).isEqualTo(type));
    }

    @Test
    void emailsOfOneCallThatTheQuotaHasNoRoomForTogetherAreNotComposed() throws Exception {
        ObjectNode email = email("'attachments':[{'blobId':'" + upload(300_000) + "','type':'a/b'}]");
        Changer changer = changer(1L << 40);
        changer.create(email.deepCopy()); // 411 kB in base64
        changer.create(email.deepCopy());
        assertRefused("overQuota", () -> changer.create(email.deepCopy()));
        changer.create(email("'bodyValues':{'t':{'value':'short'}},'textBody':[{'partId':'t'}]"));
    }

    @Test
    void textThatTheQuotaHasNoRoomForIsNotComposed() throws Exception {
        ObjectNode large = email("'textBody':[{'partId':'t'}]");
        large.putObject("bodyValues").putObject("t").put("value", "line\n".repeat(220_000));
        Changer changer = changer(1L << 40);
        assertRefused("overQuota", () -> changer.create(large));
        changer.create(email("'bodyValues':{'t':{'value':'short'}},'textBody':[{'partId':'t'}]"));
    }

    @Test
    void oneUserComposesSoMuchInAMinute() throws Exception {
        ObjectNode email = email("'attachments':[{'blobId':'" + upload(60_000) + "','type':'a/b'}]");
        Changer changer = changer(100_000);
        changer.create(email.deepCopy());
        assertRefused("rateLimit", () -> changer.create(email.deepCopy()));
    }

    @Test
    void whatWasComposedComesBackInAMinute() {
        AccountId user = new AccountId(1);
        long[] now = {Long.MAX_VALUE};
        Composed composed = new Composed(600, () -> now[0]);
        assertThat(composed.left(user)).isEqualTo(600);
        composed.took(user, 900);
        assertThat(composed.left(user)).isEqualTo(-300);
        assertThat(composed.left(new AccountId(2))).isEqualTo(600);
        now[0] += 45_000_000_000L;
        assertThat(composed.left(user)).isEqualTo(150);
        now[0] += 3_600_000_000_000L;
        assertThat(composed.left(user)).isEqualTo(600);
    }
}
