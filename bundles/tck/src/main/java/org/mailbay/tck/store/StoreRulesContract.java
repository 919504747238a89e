package org.mailbay.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Changes;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction;

/** Rules one by one; part of {@link StoreContract}. */
public interface StoreRulesContract {
    /** A fresh store. */
    StoreTestee testee() throws IOException;

    @Test
    default void accountsAreThereFromTheFirstAndCountUp() throws Exception {
        try (StoreTestee testee = testee()) {
            assertThat(testee.store().accounts()).containsExactly(AccountId.SYSTEM);
            assertThat(testee.store().account(new AccountId(1))).isEmpty();
            Account one = testee.store().create(new TenantId(7));
            Account two = testee.store().create(new TenantId(7));
            testee.restart();
            assertThat(testee.store().accounts()).containsExactly(AccountId.SYSTEM, one.id(), two.id());
            assertThat(testee.store().account(one.id()).orElseThrow().tenant()).isEqualTo(new TenantId(7));
            assertThat(testee.store().account(AccountId.SYSTEM).orElseThrow().tenant())
                    .isEqualTo(TenantId.SYSTEM);
            assertThat(testee.store().create(new TenantId(7)).id()).isGreaterThan(two.id());
        }
    }

    @Test
    default void statesAndModSeqStartAtOne() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            assertThat(account.snapshot().modSeq()).isEqualTo(1);
            assertThat(account.snapshot().objects(Things.EMAIL).state()).isEqualTo(1);
            assertThat(account.changes(Things.EMAIL, 1, 10))
                    .isEqualTo(new Changes.Since(1, false, List.of(), List.of(), List.of(), false));
            assertThat(account.changes(Things.EMAIL, 2, 10)).isEqualTo(new Changes.TooOld());
            assertThat(account.changes(Things.EMAIL, 0, 10)).isEqualTo(new Changes.TooOld());
            ObjectId id = account.write(tx -> tx.create(Things.EMAIL, Row.EMPTY, new byte[0], List.of()));
            assertThat(account.snapshot().modSeq()).isEqualTo(2);
            assertThat(account.changes(Things.EMAIL, 1, 10))
                    .isEqualTo(new Changes.Since(2, false, List.of(id), List.of(), List.of(), false));
        }
    }

    @Test
    default void uidsThatEndedAreRemembered() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            List<ObjectId> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Row row = Row.EMPTY.with(Things.MAILBOXES, List.of(new Member(7, 0, 0, false)));
                ids.add(account.write(tx -> tx.create(Things.EMAIL, row, new byte[0], List.of())));
            }
            long then = account.snapshot().modSeq();
            account.<Object, IOException>write(tx -> {
                tx.destroy(Things.EMAIL, ids.get(2));
                tx.update(
                        Things.EMAIL,
                        ids.get(0),
                        Row.EMPTY.with(
                                Things.MAILBOXES, List.of(new Member(7, 0, 0, false), new Member(8, 0, 0, false))));
                return then;
            });
            account.<Object, IOException>write(tx -> {
                tx.update(Things.EMAIL, ids.get(0), Row.EMPTY);
                return then;
            });
            testee.restart();
            Account again = testee.store().account(account.id()).orElseThrow();
            long now = again.snapshot().modSeq();
            assertThat(again.vanished(Things.EMAIL, 7, then).orElseThrow()).containsExactly(1, 3, 5);
            assertThat(again.vanished(Things.EMAIL, 8, then).orElseThrow()).containsExactly(1);
            assertThat(again.vanished(Things.EMAIL, 7, now - 1).orElseThrow()).containsExactly(5);
            assertThat(again.vanished(Things.EMAIL, 7, now).orElseThrow()).isEmpty();
            assertThat(again.vanished(Things.EMAIL, 9, 1).orElseThrow()).isEmpty();
            assertThat(again.vanished(Things.EMAIL, 7, 0)).as("no modseq").isEmpty();
            assertThat(again.vanished(Things.EMAIL, 7, now + 1))
                    .as("not yet a modseq")
                    .isEmpty();
        }
    }

    @Test
    default void aTransactionSeesTheBytesThatItIsToReplace() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            ObjectId id = account.write(tx -> tx.create(Things.EMAIL, Row.EMPTY, new byte[] {1}, List.of()));
            account.write(tx -> {
                assertThat(tx.bytes(id)).containsExactly(1);
                tx.update(Things.EMAIL, id, Row.EMPTY, new byte[] {2}, List.of());
                assertThat(tx.bytes(id)).containsExactly(2);
                ObjectId other = tx.create(Things.EMAIL, Row.EMPTY, new byte[40_000], List.of());
                assertThat(tx.bytes(other)).hasSize(40_000);
                tx.destroy(Things.EMAIL, other);
                assertThat(tx.bytes(other)).isNull();
                return id;
            });
            assertThat(account.bytes(id)).containsExactly(2);
        }
    }

    @Test
    default void workThatThrowsLeavesNothing() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            assertThatThrownBy(() -> account.write(tx -> {
                        tx.create(Things.EMAIL, Row.EMPTY, new byte[0], List.of());
                        throw new IOException("mine");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("mine");
            assertThat(account.snapshot().modSeq()).isEqualTo(1);
            assertThat(account.snapshot().objects(Things.EMAIL).all().size()).isZero();
        }
    }

    @Test
    default void whatComesAndGoesInOneTransactionLeavesNoTrace() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            account.write(tx -> {
                ObjectId id = tx.create(Things.MAILBOX, Row.EMPTY, new byte[0], List.of());
                tx.touch(Things.MAILBOX, id, Transaction.Touch.COUNTS);
                tx.destroy(Things.MAILBOX, id);
                return null;
            });
            assertThat(account.changes(Things.MAILBOX, 1, 10))
                    .isEqualTo(new Changes.Since(1, false, List.of(), List.of(), List.of(), false));
        }
    }

    @Test
    default void aTransactionIsOfNoUseAfterwardsAndWritesDoNotNest() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            AtomicReference<Transaction> kept = new AtomicReference<>();
            account.write(tx -> {
                kept.set(tx);
                return null;
            });
            assertThatThrownBy(() -> kept.get().create(Things.EMAIL, Row.EMPTY, new byte[0], List.of()))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> account.write(tx -> account.write(inner -> null)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void misuseIsRefused() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            ObjectId there = account.write(tx -> tx.create(Things.EMAIL, Row.EMPTY, new byte[0], List.of()));
            List<Account.Work<Object, RuntimeException>> wrong = List.of(
                    tx -> tx.create(new ObjectType("Other", 'm'), Row.EMPTY, new byte[0], List.of()),
                    tx -> tx.create(new ObjectType("Email", 'x'), Row.EMPTY, new byte[0], List.of()),
                    tx -> run(() -> tx.create(Things.EMAIL, there, Row.EMPTY, new byte[0], List.of())),
                    tx -> run(() -> tx.create(Things.EMAIL, Things.EMAIL.id(77), Row.EMPTY, new byte[0], List.of())),
                    tx -> run(() -> tx.update(Things.EMAIL, Things.EMAIL.id(77), Row.EMPTY)),
                    tx -> run(() -> tx.update(Things.MAILBOX, there, Row.EMPTY)),
                    tx -> run(() -> tx.destroy(Things.EMAIL, Things.EMAIL.id(77))),
                    tx -> tx.create(
                            Things.EMAIL,
                            Row.EMPTY.with(Things.MAILBOXES, List.of(new Member(1, 5, 1, false))),
                            new byte[0],
                            List.of()),
                    tx -> tx.create(Things.EMAIL, Row.EMPTY, new byte[0], List.of(new BlobRef(new byte[32], 5))));
            for (Account.Work<Object, RuntimeException> work : wrong) {
                assertThatThrownBy(() -> account.write(work)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(account.snapshot().modSeq()).isEqualTo(2);
        }
    }

    private static Object run(Runnable action) {
        action.run();
        return action;
    }

    @Test
    default void aTransactionOfTooManyRowsIsRefusedWhole() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            assertThatThrownBy(() -> account.write(tx -> {
                        for (int i = 0; i < 3_000; i++) {
                            tx.create(Things.EMAIL, Row.EMPTY, new byte[0], List.of());
                        }
                        return null;
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(account.snapshot().modSeq()).isEqualTo(1);
            account.write(tx -> {
                for (int i = 0; i < 1_500; i++) {
                    tx.create(Things.EMAIL, Row.EMPTY, new byte[0], List.of());
                }
                return null;
            });
            assertThat(account.snapshot().objects(Things.EMAIL).all().size()).isEqualTo(1_500);
            assertThat(testee.store().check()).isEmpty();
        }
    }

    @Test
    default void whatATypeDidNotSayIsKept() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            ObjectType odd = new ObjectType("Odd", 'Z');
            Row row = Row.EMPTY
                    .with(new Column.Number(63), Long.MIN_VALUE)
                    .with(new Column.Text(62), "x".repeat(4096))
                    .with(new Column.Words(61), List.of("a", "b"))
                    .with(new Column.Members(60), List.of(new Member(9, 0, 0, true)));
            ObjectId id = account.write(tx -> tx.create(odd, row, new byte[] {1}, List.of()));
            testee.restart();
            var objects = testee.store()
                    .account(account.id())
                    .orElseThrow()
                    .snapshot()
                    .objects(odd);
            Row read = objects.row(objects.ordinal(id));
            assertThat(read.get(new Column.Number(63))).isEqualTo(Long.MIN_VALUE);
            assertThat(read.get(new Column.Text(62))).hasSize(4096);
            Member member = read.get(new Column.Members(60)).getFirst();
            assertThat(member).isEqualTo(new Member(9, 1, 2, true, member.since()));
            assertThat(objects.visible(new Column.Members(60)).size()).isZero();
        }
    }

    @Test
    default void sinceWhenAnObjectIsInAContainerStaysAsItWas() throws Exception {
        try (StoreTestee testee = testee()) {
            Account account = testee.store().create(new TenantId(1));
            Column.Members in = Things.MAILBOXES;
            long[] made = new long[1];
            ObjectId id = account.write(tx -> {
                made[0] = tx.seconds();
                Row row = Row.EMPTY.with(in, List.of(new Member(7, 0, 0, false, 1), new Member(8, 0, 0, false)));
                return tx.create(Things.EMAIL, row, new byte[0], List.of());
            });
            assertThat(made[0]).isPositive();
            assertThat(members(account, id)).extracting(Member::since).containsExactly(made[0], made[0]);
            account.write(tx -> {
                Row row = tx.row(id);
                List<Member> marked = row.get(in).stream()
                        .map(member -> new Member(member.container(), member.uid(), 0, true, 5))
                        .toList();
                tx.update(Things.EMAIL, id, row.with(in, marked));
                return null;
            });
            testee.restart();
            Account again = testee.store().account(account.id()).orElseThrow();
            assertThat(members(again, id)).extracting(Member::since).containsExactly(made[0], made[0]);
            assertThat(members(again, id)).allMatch(Member::deleted);
        }
    }

    private static List<Member> members(Account account, ObjectId id) {
        var objects = account.snapshot().objects(Things.EMAIL);
        return objects.get(Things.MAILBOXES, objects.ordinal(id));
    }

    @Test
    default void aHeldBlobIsReadByItsHolderOnly() throws Exception {
        try (StoreTestee testee = testee()) {
            Account holder = testee.store().create(new TenantId(1));
            Account other = testee.store().create(new TenantId(1));
            BlobRef ref;
            try (BlobSink sink = holder.blobs().create(4)) {
                sink.write(new byte[] {0, 1, 2, 3}, 1, 3);
                ref = sink.seal();
            }
            assertThat(holder.blobs().open(ref, 0, 9)).isEmpty();
            holder.blobs().hold(ref, Duration.ofHours(1));
            try (var input = holder.blobs().open(ref, 1, 9).orElseThrow()) {
                assertThat(input.content().readAllBytes()).containsExactly(2, 3);
            }
            assertThat(other.blobs().open(ref, 0, 9)).isEmpty();
            BlobRef absent = new BlobRef(new byte[32], 3);
            assertThat(holder.blobs().open(absent, 0, 9)).isEmpty();
            assertThatThrownBy(() -> holder.blobs().hold(absent, Duration.ofHours(1)))
                    .isInstanceOf(IOException.class);
        }
    }
}
