package org.mailbay.jmap.mail.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.Annotations;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.store.Objects;

/** What is noted of mailboxes (RFC 5464). */
class AnnotatingTest {
    private final Desk desk = new Desk();
    private final MailAccount own = desk.own();
    private final long box = own.create(0, "box", "");

    AnnotatingTest() throws Exception {}

    @AfterEach
    void close() {
        desk.close();
    }

    private static Map<String, byte @Nullable []> of(String... pairs) {
        Map<String, byte @Nullable []> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1] == null ? null : pairs[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return values;
    }

    private static Map<String, String> shown(MailAccount mail, Desk desk, boolean bob, long mailbox)
            throws IOException {
        Map<String, String> shown = new HashMap<>();
        Annotations all = Annotations.of(mail.account().snapshot(), bob ? desk.bob.account() : desk.alice.account());
        for (Annotations.Entry entry : all.of(mailbox).values()) {
            String value = new String(mail.account().bytes(entry.id()), StandardCharsets.UTF_8);
            assertThat(entry.size()).isEqualTo(value.length());
            shown.put(entry.name(), value);
        }
        return shown;
    }

    private int count() {
        return own.account().snapshot().objects(Mail.ANNOTATION).all().size();
    }

    @Test
    void eachUserHasItsOwnAndAllTheSharedOnes() throws Exception {
        desk.share(box, "lrw");
        MailAccount bobs = desk.bobs();
        own.annotate(box, of("/private/a", "alice", "/Shared/A", "all"), null);
        bobs.annotate(box, of("/private/a", "bob"), null);
        bobs.annotate(box, of("/shared/a", "bob's"), null);
        assertThat(shown(own, desk, false, box)).isEqualTo(Map.of("/private/a", "alice", "/shared/A", "bob's"));
        assertThat(shown(own, desk, true, box)).isEqualTo(Map.of("/private/a", "bob", "/shared/A", "bob's"));
        desk.share(box, "lri");
        assertThat(Desk.refusal(() -> bobs.annotate(box, of("/private/a", null, "/shared/a", null), null)))
                .isEqualTo(Reason.NO_PERMISSION);
        assertThat(shown(own, desk, true, box)).as("nothing of it").hasSize(2);
        desk.share(box, "lk");
        assertThat(Desk.refusal(() -> bobs.annotate(box, of("/private/a", null), null)))
                .isIn(Reason.NO_PERMISSION, Reason.NONEXISTENT);
        assertThat(Desk.refusal(() -> bobs.annotate(0, of("/private/a", "x"), null)))
                .isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.refusal(() -> own.annotate(0, of("/shared/a", "x"), null)))
                .isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.refusal(() -> own.annotate(box, of("/else/a", "x"), null)))
                .isEqualTo(Reason.CANNOT);
    }

    @Test
    void oneNameTwiceIsOneAnnotation() throws Exception {
        own.annotate(box, of("/private/a", "1", "/PRIVATE/A", "2"), null);
        assertThat(shown(own, desk, false, box)).isEqualTo(Map.of("/private/a", "2"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void theRoleComesAlongOrNothingDoes() throws Exception {
        own.annotate(box, of("/private/a", "1"), "memos");
        Objects mailboxes = own.account().snapshot().objects(Mail.MAILBOX);
        assertThat(mailboxes.get(OfMailbox.ROLE, mailboxes.ordinal(Mail.MAILBOX.id(box))))
                .isEqualTo("memos");
        long other = own.create(0, "other", "");
        assertThat(Desk.refusal(() -> own.annotate(other, of("/private/a", "1"), "memos")))
                .isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(shown(own, desk, false, other)).isEmpty();
    }

    @Test
    void theyGoWithTheirMailbox() throws Exception {
        long other = own.create(0, "other", "");
        for (int user = 0; user < 2; user++) {
            desk.share(box, "lrw");
            MailAccount mail = user == 0 ? own : desk.bobs();
            for (int i = 0; i < 100; i++) {
                mail.annotate(box, of("/private/n" + i, "x", "/shared/n" + i, "x"), null);
            }
        }
        own.annotate(other, of("/private/a", "stays"), null);
        own.annotate(0, of("/private/a", "stays"), null);
        assertThat(count()).isEqualTo(302);
        assertThat(Desk.refusal(() -> own.annotate(box, of("/shared/n100", "x"), null)))
                .isEqualTo(Reason.LIMIT);
        own.delete(box);
        assertThat(count()).isEqualTo(2);
        assertThat(shown(own, desk, false, 0)).isEqualTo(Map.of("/private/a", "stays"));
        assertThat(desk.memory.store().check()).isEmpty();
    }

    @Test
    void anAccountHoldsSixteenMegabytesOfThem() throws Exception {
        byte[] big = new byte[Annotations.MAX_SIZE];
        int held = 0;
        Reason reason = null;
        for (int mailbox = 0; mailbox < 3 && reason == null; mailbox++) {
            long number = own.create(0, "b" + mailbox, "");
            for (int i = 0; i < 100 && reason == null; i++) {
                String name = "/private/n" + i;
                try {
                    own.annotate(number, Map.of(name, big), null);
                    held++;
                } catch (org.mailbay.mail.MailRefusal e) {
                    reason = e.reason();
                }
            }
        }
        assertThat(reason).isEqualTo(Reason.LIMIT);
        assertThat(held).isEqualTo(255);
    }
}
