package org.mailbay.jmap.mail.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.MailAccount.Replaced;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Snapshot;

class AddingTest {
    @Test
    void manyKeepTheirOrder() throws Exception {
        try (Desk desk = new Desk()) {
            MailAccount own = desk.own();
            long inbox = Desk.inbox(own);
            List<NewEmail> emails = new ArrayList<>();
            Map<Long, String> wanted = new TreeMap<>();
            for (int i = 1; i <= 700; i++) {
                emails.add(Desk.message(own, "m" + i, "$seen", "Upper"));
                wanted.put((long) i, "m" + i + " $seen upper");
            }
            List<Added> added = own.add(inbox, emails, null);
            assertThat(added).extracting(Added::uid).containsExactlyElementsOf(wanted.keySet());
            assertThat(Desk.shown(own, inbox)).isEqualTo(wanted);
        }
    }

    @Test
    void allOrNoneInAFullAccountToo() throws Exception {
        try (Desk desk = new Desk(2)) {
            MailAccount own = desk.own();
            long inbox = Desk.inbox(own);
            String text = "Subject: big\r\n\r\n" + "x".repeat(5_000) + "\r\n";
            StoredEmail big = Desk.read(own, text.getBytes(StandardCharsets.UTF_8));
            NewEmail email = new NewEmail(big, Set.of(), false, Desk.TIME);
            assertThat(own.add(inbox, Collections.nCopies(300, email), null)).hasSize(300);
            Snapshot before = own.account().snapshot();
            own.expunge(inbox, List.of(), false);
            assertThat(Desk.refusal(() -> own.add(inbox, Collections.nCopies(400, email), null)))
                    .isEqualTo(Reason.OVER_QUOTA);
            assertThat(Desk.shown(own, inbox)).hasSize(300);
            assertThat(own.account().snapshot().quotaUsed()).isEqualTo(before.quotaUsed());
        }
    }

    @Test
    void aLaterSliceThatFailsTakesTheEarlierOnesBack() throws Exception {
        try (Desk desk = new Desk(2)) {
            MailAccount own = desk.own();
            long inbox = Desk.inbox(own);
            String text = "Subject: big\r\n\r\n" + "x".repeat(5_000) + "\r\n";
            StoredEmail big = Desk.read(own, text.getBytes(StandardCharsets.UTF_8));
            NewEmail email = new NewEmail(big, Set.of(), false, Desk.TIME);
            long before = own.account().snapshot().quotaUsed();
            assertThat(Desk.refusal(() -> own.add(inbox, Collections.nCopies(700, email), null)))
                    .isEqualTo(Reason.OVER_QUOTA);
            assertThat(Desk.shown(own, inbox)).isEmpty();
            assertThat(own.account().snapshot().quotaUsed()).isEqualTo(before);
            assertThat(own.account().snapshot().uidNext(inbox))
                    .as("some had been there")
                    .isGreaterThan(1);
            assertThat(desk.memory.store().check()).isEmpty();
        }
    }

    @Test
    void rfc8508_aMessageTakesTheOthersPlaceInOneCommit() throws Exception {
        try (Desk desk = new Desk()) {
            MailAccount own = desk.own();
            long inbox = Desk.inbox(own);
            long drafts = own.create(0, "D", "");
            List<ObjectId> old = Desk.add(own, drafts, "old");
            long then = own.account().snapshot().modSeq();
            NewEmail email = Desk.message(own, "new");
            own.add(inbox, List.of(email), new Replaced(old.getFirst(), drafts));
            assertThat(own.account().snapshot().modSeq()).isEqualTo(then + 1);
            assertThat(Desk.shown(own, drafts)).isEmpty();
            assertThat(Desk.shown(own, inbox)).containsValue("new");
            assertThat(Desk.refusal(() -> own.add(inbox, List.of(email), new Replaced(old.getFirst(), drafts))))
                    .isEqualTo(Reason.NONEXISTENT);
            assertThat(Desk.shown(own, inbox)).hasSize(1);
        }
    }

    @Test
    void rfc4314_4_flagsThatOneMayNotSetAreLeftOut() throws Exception {
        try (Desk desk = new Desk()) {
            MailAccount own = desk.own();
            long inbox = Desk.inbox(own);
            desk.share(inbox, "lri");
            MailAccount bobs = desk.bobs();
            NewEmail email = new NewEmail(Desk.message(bobs, "a").email(), Set.of("$seen", "x"), true, Desk.TIME);
            bobs.add(inbox, List.of(email), null);
            desk.share(inbox, "lrsit");
            bobs.add(inbox, List.of(email), null);
            assertThat(Desk.shown(own, inbox)).isEqualTo(Map.of(1L, "a", 2L, "a $seen \\Deleted"));
            desk.share(inbox, "lr");
            assertThat(Desk.refusal(() -> bobs.add(inbox, List.of(email), null)))
                    .isEqualTo(Reason.NO_PERMISSION);
            long hidden = own.create(0, "Hidden", "");
            assertThat(Desk.refusal(() -> bobs.add(hidden, List.of(email), null)))
                    .isEqualTo(Reason.NONEXISTENT);
        }
    }

    @Test
    void boundsAreKept() throws Exception {
        try (Desk desk = new Desk()) {
            MailAccount own = desk.own();
            long inbox = Desk.inbox(own);
            assertThat(Desk.refusal(() -> Desk.read(own, "\r\nno header".getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo(Reason.NO_MESSAGE);
            NewEmail email = Desk.message(own, "a");
            assertThat(Desk.refusal(() -> own.add(inbox, Collections.nCopies(1_001, email), null)))
                    .isEqualTo(Reason.LIMIT);
            NewEmail odd = Desk.message(own, "a", "a b");
            assertThat(Desk.refusal(() -> own.add(inbox, List.of(email, odd), null)))
                    .isEqualTo(Reason.CANNOT);
            NewEmail many = Desk.message(own, "a", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k");
            assertThat(Desk.refusal(() -> own.add(inbox, List.of(many), null))).isEqualTo(Reason.LIMIT);
            assertThat(Desk.shown(own, inbox)).isEmpty();
        }
    }
}
