package org.mailbay.jmap.mail.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Change;
import org.mailbay.mail.MailAccount.Change.Mode;
import org.mailbay.mail.MailAccount.Placed;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.Mailroom.Owner;
import org.mailbay.store.ObjectId;

/** What a principal does with its own mail, and who else gets in. */
class StoreMailroomTest {
    private final Desk desk = new Desk();
    private final MailAccount own = desk.own();
    private final long inbox = Desk.inbox(own);

    StoreMailroomTest() throws IOException {}

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void addsInOrderAndMarks() throws Exception {
        List<ObjectId> emails = Desk.add(own, inbox, "one", "two", "three");
        assertThat(Desk.shown(own, inbox)).isEqualTo(Map.of(1L, "one", 2L, "two", 3L, "three"));

        own.mark(inbox, emails.subList(0, 2), new Change(Mode.ADD, Set.of("$seen", "x"), true), Long.MAX_VALUE);
        own.mark(inbox, emails.subList(1, 2), new Change(Mode.REMOVE, Set.of("x"), true), Long.MAX_VALUE);
        own.mark(inbox, emails.subList(2, 3), new Change(Mode.REPLACE, Set.of("y"), false), Long.MAX_VALUE);
        assertThat(Desk.shown(own, inbox))
                .isEqualTo(Map.of(1L, "one $seen x \\Deleted", 2L, "two $seen", 3L, "three y"));

        assertThat(own.expunge(inbox, emails, true)).isEqualTo(Map.of(emails.getFirst(), 1L));
        assertThat(Desk.shown(own, inbox)).isEqualTo(Map.of(2L, "two $seen", 3L, "three y"));
    }

    @Test
    void copiesAndMoves() throws Exception {
        long other = own.create(0, "Other", "");
        List<ObjectId> emails = Desk.add(own, inbox, "one", "two");
        own.mark(inbox, emails, new Change(Mode.ADD, Set.of("$flagged"), true), Long.MAX_VALUE);

        List<Placed> copies = own.copy(inbox, emails, own, other);
        assertThat(copies).extracting(Placed::sourceUid).containsExactly(1L, 2L);
        assertThat(copies).extracting(Placed::uid).containsExactly(1L, 2L);
        assertThat(copies).extracting(Placed::email).doesNotContainAnyElementsOf(emails);
        assertThat(Desk.shown(own, other))
                .isEqualTo(Map.of(1L, "one $flagged \\Deleted", 2L, "two $flagged \\Deleted"));

        List<Placed> moved = own.move(inbox, emails, own, other);
        assertThat(moved).extracting(Placed::email).isEqualTo(emails);
        assertThat(moved).extracting(Placed::uid).containsExactly(3L, 4L);
        assertThat(Desk.shown(own, inbox)).isEmpty();
        assertThat(Desk.shown(own, other)).hasSize(4);
    }

    @Test
    void managesMailboxes() throws Exception {
        long a = own.create(0, "a", "");
        long b = own.create(a, "b", "memos");
        assertThat(Desk.refusal(() -> own.create(0, "a", ""))).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(Desk.refusal(() -> own.create(0, "c", "memos"))).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(Desk.refusal(() -> own.create(0, "c/d", ""))).isEqualTo(Reason.CANNOT);
        assertThat(Desk.refusal(() -> own.create(999, "c", ""))).isEqualTo(Reason.NONEXISTENT);
        assertThat(Desk.refusal(() -> own.delete(a))).isEqualTo(Reason.HAS_CHILDREN);
        assertThat(Desk.refusal(() -> own.delete(inbox))).isEqualTo(Reason.CANNOT);
        assertThat(Desk.refusal(() -> own.delete(999))).isEqualTo(Reason.NONEXISTENT);
        assertThat(Desk.refusal(() -> own.rename(a, b, "a"))).isEqualTo(Reason.LIMIT);
        own.rename(b, 0, "z");
        own.subscribe(b, true);
        Desk.add(own, a, "one");
        own.delete(a);
        assertThat(Desk.refusal(() -> own.subscribe(a, true))).isEqualTo(Reason.NONEXISTENT);
    }

    @Test
    void opensOnlyWhatIsShared() throws Exception {
        assertThat(desk.room.open(desk.bob, desk.alice.account())).isEmpty();
        assertThat(desk.room.shared(desk.bob)).isEmpty();
        desk.share(inbox, "lr");
        assertThat(desk.room.shared(desk.bob)).containsExactly(new Owner("alice@example.test", desk.alice.account()));
        List<ObjectId> emails = Desk.add(own, inbox, "one");
        MailAccount bobs = desk.bobs();
        assertThat(bobs.isOwn()).isFalse();
        Change seen = new Change(Mode.ADD, Set.of("$seen"), false);
        assertThat(Desk.refusal(() -> bobs.mark(inbox, emails, seen, Long.MAX_VALUE)))
                .isEqualTo(Reason.NO_PERMISSION);
        assertThat(Desk.refusal(() -> bobs.expunge(inbox, emails, true))).isEqualTo(Reason.NO_PERMISSION);
        MailAccount bob = desk.room.open(desk.bob, desk.bob.account()).orElseThrow();
        List<Placed> placed = bobs.copy(inbox, emails, bob, Desk.inbox(bob));
        assertThat(placed).hasSize(1);
        assertThat(Desk.shown(bob, Desk.inbox(bob))).isEqualTo(Map.of(1L, "one"));
    }
}
