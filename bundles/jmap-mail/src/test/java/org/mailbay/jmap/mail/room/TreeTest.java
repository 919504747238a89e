package org.mailbay.jmap.mail.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.spi.ShareChange;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.AccountId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.spi.OutboxWorker;

/** The tree of mailboxes, by the rules of Mailbox/set. */
class TreeTest {
    private final Desk desk = new Desk();
    private final MailAccount own = desk.own();

    TreeTest() throws IOException {}

    @AfterEach
    void close() {
        desk.close();
    }

    private Row row(long mailbox) {
        Objects mailboxes = own.account().snapshot().objects(Mail.MAILBOX);
        return mailboxes.row(mailboxes.ordinal(Mail.MAILBOX.id(mailbox)));
    }

    @Test
    void namesAreNormalised() throws Exception {
        long mailbox = own.create(0, Normalizer.normalize("Entwürfe", Normalizer.Form.NFD), "");
        assertThat(row(mailbox).get(OfMailbox.NAME)).isEqualTo("Entwürfe");
        assertThat(Desk.refusal(() -> own.create(0, "Entwürfe", ""))).isEqualTo(Reason.ALREADY_EXISTS);
        for (String name : List.of("", "a/b", "a\u0000", "x".repeat(256))) {
            assertThat(Desk.refusal(() -> own.create(0, name, ""))).isEqualTo(Reason.CANNOT);
        }
        assertThat(Desk.refusal(() -> own.create(0, "new", "nothing"))).isEqualTo(Reason.CANNOT);
    }

    @Test
    void onlyWhoSubscribesIsSubscribed() throws Exception {
        long mailbox = own.create(0, "one", "");
        assertThat(row(mailbox).get(OfMailbox.SUBSCRIBED)).isZero();
        own.subscribe(mailbox, true);
        desk.share(mailbox, "lr");
        assertThat(row(mailbox).get(OfMailbox.SUBSCRIBED)).isEqualTo(1);
        assertThat(row(mailbox).get(OfMailbox.SUBSCRIBERS)).isEmpty();
        desk.bobs().subscribe(mailbox, true);
        own.subscribe(mailbox, false);
        assertThat(row(mailbox).get(OfMailbox.SUBSCRIBED)).isZero();
        assertThat(row(mailbox).get(OfMailbox.SUBSCRIBERS))
                .containsExactly(desk.bob.account().toString());
    }

    @Test
    void depthIsBoundedAndLoopsAreNot() throws Exception {
        long top = own.create(0, "1", "");
        long at = top;
        for (int depth = 2; depth <= 20; depth++) {
            at = own.create(at, "" + depth, "");
        }
        long deepest = at;
        assertThat(Desk.refusal(() -> own.create(deepest, "21", ""))).isEqualTo(Reason.LIMIT);
        assertThat(Desk.refusal(() -> own.rename(top, deepest, "1"))).isEqualTo(Reason.LIMIT);
        own.rename(deepest, 0, "again");
        assertThat(row(deepest).get(OfMailbox.PARENT)).isZero();
    }

    @Test
    void aFullMailboxIsDeletedWithWhatIsNowhereElse() throws Exception {
        long mailbox = own.create(0, "one", "");
        Desk.add(own, mailbox, "a", "b");
        own.delete(mailbox);
        assertThat(own.account().snapshot().objects(Mail.EMAIL).all().size()).isZero();
        assertThat(own.rights(own.account().snapshot(), mailbox)).isEqualTo(MailboxRights.NONE);
    }

    @Test
    void othersDoWhatTheyMay() throws Exception {
        long mailbox = own.create(0, "shared", "");
        long hidden = own.create(mailbox, "hidden", "");
        desk.share(mailbox, "lr");
        MailAccount bobs = desk.bobs();
        assertThat(bobs.rights(own.account().snapshot(), mailbox)).isEqualTo(new MailboxRights("lr"));
        assertThat(Desk.refusal(() -> bobs.create(mailbox, "new", ""))).isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.refusal(() -> bobs.create(0, "new", ""))).isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.refusal(() -> bobs.create(hidden, "new", ""))).isEqualTo(Reason.NONEXISTENT);
        assertThat(Desk.refusal(() -> bobs.rename(mailbox, 0, "new"))).isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.refusal(() -> bobs.rename(hidden, 0, "new"))).isEqualTo(Reason.NONEXISTENT);
        assertThat(Desk.refusal(() -> bobs.delete(mailbox))).isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.refusal(() -> bobs.subscribe(hidden, true))).isEqualTo(Reason.NONEXISTENT);
        assertThat(Desk.refusal(() -> bobs.share(mailbox, desk.bob.account(), MailboxRights.ALL)))
                .isEqualTo(Reason.NO_PERMISSION);
        desk.share(mailbox, "lrikx");
        long made = bobs.create(mailbox, "new", "");
        assertThat(bobs.rights(own.account().snapshot(), made)).isEqualTo(new MailboxRights("lrikx"));
        assertThat(row(made).get(OfMailbox.SUBSCRIBERS)).isEmpty();
        assertThat(Desk.refusal(() -> bobs.create(mailbox, "hidden", "")))
                .as("what bob does not see")
                .isEqualTo(Reason.CANNOT);
        assertThat(Desk.refusal(() -> bobs.create(mailbox, "mine", "memos"))).isEqualTo(Reason.NO_PERMISSION);
        bobs.rename(made, mailbox, "renamed");
        bobs.delete(made);
    }

    @Test
    void rightsAreKeptLetterByLetter() throws Exception {
        long mailbox = own.create(0, "shared", "");
        desk.share(mailbox, "lrswt");
        assertThat(MailboxRights.shares(row(mailbox)))
                .isEqualTo(Map.of(desk.bob.account(), new MailboxRights("lrswt")));
        MailboxRights read = new MailboxRights("lr");
        assertThat(Desk.refusal(() -> own.share(mailbox, new AccountId(9_999), read)))
                .isEqualTo(Reason.CANNOT);
        assertThat(Desk.refusal(() -> own.share(mailbox, desk.alice.account(), read)))
                .isEqualTo(Reason.CANNOT);
        assertThat(Desk.refusal(() -> own.share(9_999, desk.bob.account(), read)))
                .isEqualTo(Reason.NONEXISTENT);
        desk.share(mailbox, "");
        assertThat(MailboxRights.shares(row(mailbox))).isEmpty();
        assertThat(desk.room.open(desk.bob, desk.alice.account())).isEmpty();
    }

    /** RFC 9670 §3: whoever's rights change is told, however they were changed. */
    @Test
    void whatIsSharedIsToldAsIfJmapHadDoneIt() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        desk.memory.work(new OutboxWorker() {
            @Override
            public String topic() {
                return ShareChange.TOPIC;
            }

            @Override
            public void work(AccountId account, byte[] payload) {
                told.add(new String(payload, StandardCharsets.UTF_8));
            }
        });
        String bob = desk.bob.account().toString();
        long mailbox = own.create(0, "shared", "");
        desk.share(mailbox, "lr");
        assertThat(told.poll(30, TimeUnit.SECONDS)).contains("\"" + bob + "\":[[],[\"mayReadItems\"]]");
        long below = own.create(mailbox, "below", "");
        assertThat(told.poll(30, TimeUnit.SECONDS)).contains("below", "[[],[\"mayReadItems\"]]");
        own.delete(below);
        assertThat(told.poll(30, TimeUnit.SECONDS)).contains("below", "[[\"mayReadItems\"],[]]");
        own.rename(mailbox, 0, "renamed");
        desk.share(mailbox, "");
        assertThat(told.poll(30, TimeUnit.SECONDS)).contains("renamed", "[[\"mayReadItems\"],[]]");
        assertThat(told).isEmpty();
    }
}
