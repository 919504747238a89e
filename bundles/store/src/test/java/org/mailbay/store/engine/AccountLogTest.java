package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction.Touch;

final class AccountLogTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');
    private static final ObjectType THREAD = new ObjectType("Thread", 't');
    private static final Limits SMALL =
            new Limits(64 << 20, 100, Duration.ofDays(1), Duration.ofSeconds(10), Duration.ofSeconds(10), 0);

    private static void create(Account account, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[0], List.of()));
        }
    }

    @Test
    void entriesGoWhenTheyAreBothOldAndMany() throws Exception {
        try (Rig rig = new Rig(SMALL)) {
            Account account = rig.store.create(new TenantId(1));
            create(account, 1_000);
            assertThat(account.changes(EMAIL, 1, 5_000)).as("many, not old").isInstanceOf(Changes.Since.class);
            rig.millis.addAndGet(Duration.ofDays(2).toMillis());
            create(account, 1);
            assertThat(account.changes(EMAIL, 1, 5_000)).isInstanceOf(Changes.TooOld.class);
            create(account, 200);
            long now = account.snapshot().modSeq();
            assertThat(account.changes(EMAIL, now - 201, 5_000))
                    .as("young, not few")
                    .isInstanceOf(Changes.Since.class);
            assertThat(account.changes(EMAIL, 500, 5_000)).isInstanceOf(Changes.TooOld.class);
            assertThat(account.vanished(EMAIL, 1, 500)).isEmpty();
            assertThat(account.vanished(EMAIL, 1, now - 201)).isPresent();
            assertThat(rig.store.check()).isEmpty();
            rig.restart();
            Account again = rig.store.account(account.id()).orElseThrow();
            assertThat(again.changes(EMAIL, 500, 5_000)).isInstanceOf(Changes.TooOld.class);
            assertThat(((Changes.Since) again.changes(EMAIL, now - 90, 5_000)).created())
                    .hasSize(90);
            assertThat(rig.store.check()).isEmpty();
        }
    }

    @Test
    void aTypeThatDidNotChangeAnswersFromAnyState() throws Exception {
        try (Rig rig = new Rig(SMALL)) {
            Account account = rig.store.create(new TenantId(1));
            account.write(tx -> {
                tx.touch(THREAD, THREAD.id(1), Touch.CREATED);
                return null;
            });
            rig.millis.addAndGet(1);
            create(account, 300);
            rig.millis.addAndGet(Duration.ofDays(2).toMillis());
            create(account, 300);
            assertThat(account.changes(THREAD, 2, 10)).isInstanceOf(Changes.Since.class);
            assertThat(account.changes(THREAD, 1, 10)).isInstanceOf(Changes.TooOld.class);
        }
    }

    @Test
    void aTransactionLargerThanAskedForIsGivenWhole() throws Exception {
        try (Rig rig = new Rig()) {
            Account account = rig.store.create(new TenantId(1));
            account.write(tx -> {
                for (int i = 0; i < 50; i++) {
                    tx.create(EMAIL, Row.EMPTY, new byte[0], List.of());
                }
                return null;
            });
            create(account, 5);
            Changes.Since first = (Changes.Since) account.changes(EMAIL, 1, 10);
            assertThat(first.created()).hasSize(50);
            assertThat(first.newState()).isEqualTo(2);
            assertThat(first.hasMore()).isTrue();
            Changes.Since rest = (Changes.Since) account.changes(EMAIL, 2, 10);
            assertThat(rest.created()).hasSize(5);
            assertThat(rest.hasMore()).isFalse();
        }
    }

    @Test
    void entriesLongerThanARowAreReadFromRecordsToo() throws Exception {
        try (Rig rig = new Rig()) {
            Account account = rig.store.create(new TenantId(1));
            account.write(tx -> {
                for (long i = 1; i < 30_000; i++) {
                    tx.touch(THREAD, THREAD.id(i * 1_000_000), Touch.CREATED);
                }
                return null;
            });
            ObjectId one = THREAD.id(1_000_000);
            account.write(tx -> {
                tx.touch(THREAD, one, Touch.DESTROYED);
                return null;
            });
            rig.restart();
            Account again = rig.store.account(account.id()).orElseThrow();
            assertThat(((Changes.Since) again.changes(THREAD, 1, Integer.MAX_VALUE)).created())
                    .hasSize(29_998)
                    .doesNotContain(one);
            assertThat(rig.store.check()).isEmpty();
        }
    }
}
