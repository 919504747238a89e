package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;

final class WriterTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');

    private static ObjectId create(Account account) throws IOException {
        return account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[0], List.of()));
    }

    @Test
    void manyCallersShareCommits() throws Exception {
        try (Rig rig = new Rig()) {
            Account account = rig.store.create(new TenantId(1));
            create(account);
            rig.records.commitMillis = 20;
            int before = rig.records.commits.get();
            crowd(account, 40, 5);
            assertThat(account.snapshot().modSeq()).isEqualTo(2 + 200);
            assertThat(rig.records.commits.get() - before).isLessThan(30);
        }
    }

    private static void crowd(Account account, int callers, int each) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                all.add(threads.submit(() -> {
                    for (int j = 0; j < each; j++) {
                        create(account);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void listenersHearEveryTransactionAndHarmNobody() throws Exception {
        try (Rig rig = new Rig()) {
            List<Long> heard = new CopyOnWriteArrayList<>();
            rig.store.bindListener((account, modSeq, types) -> {
                throw new IllegalStateException("listener");
            });
            rig.store.bindListener((account, modSeq, types) -> {
                assertThat(types).isEqualTo(Set.of("Email"));
                heard.add(modSeq);
            });
            Account account = rig.store.create(new TenantId(1));
            crowd(account, 10, 5);
            account.write(tx -> null);
            assertThat(heard).hasSize(50).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFailedCommitIsNotSeenAndTheNextWriteLooksAnew() throws Exception {
        try (Rig rig = new Rig()) {
            Account account = rig.store.create(new TenantId(1));
            create(account);
            rig.fail(100, 0);
            assertThatThrownBy(() -> create(account)).isInstanceOf(IOException.class);
            assertThat(account.snapshot().modSeq()).isEqualTo(2);
            rig.fail(0, 100);
            assertThatThrownBy(() -> create(account)).isInstanceOf(IOException.class);
            assertThat(account.snapshot().modSeq()).isEqualTo(2);
            rig.fail(0, 0);
            create(account);
            assertThat(account.snapshot().modSeq()).isEqualTo(4);
            assertThat(rig.store.check()).isEmpty();
        }
    }

    @Test
    void largeTransactionsThatDoNotFitTogetherFollowEachOther() throws Exception {
        try (Rig rig = new Rig()) {
            Account account = rig.store.create(new TenantId(1));
            create(account);
            rig.records.commitMillis = 30;
            AtomicInteger done = new AtomicInteger();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 12; i++) {
                    int size = i % 2 == 0 ? 3 : 1_800;
                    threads.submit(() -> {
                        account.write(tx -> {
                            for (int j = 0; j < size; j++) {
                                tx.create(EMAIL, Row.EMPTY, new byte[0], List.of());
                            }
                            return null;
                        });
                        return done.incrementAndGet();
                    });
                }
            }
            assertThat(done).hasValue(12);
            assertThat(account.snapshot().objects(EMAIL).all().size()).isEqualTo(1 + 6 * 3 + 6 * 1_800);
            assertThat(rig.store.check()).isEmpty();
        }
    }

    @Test
    void accountsGoOutOfMemoryAndComeBack() throws Exception {
        Limits small =
                new Limits(20_000, 50_000, Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofSeconds(10), 0);
        try (Rig rig = new Rig(small)) {
            List<Account> accounts = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Account account = rig.store.create(new TenantId(1));
                account.write(tx -> {
                    for (int j = 0; j < 200; j++) {
                        tx.create(EMAIL, Row.EMPTY, new byte[0], List.of());
                    }
                    return null;
                });
                accounts.add(account);
            }
            rig.restart();
            for (Account old : accounts) {
                Account account = rig.store.account(old.id()).orElseThrow();
                assertThat(account.snapshot().objects(EMAIL).all().size()).isEqualTo(200);
            }
            assertThat(rig.store.residents().count()).isLessThan(10);
            assertThat(rig.store.residents().total()).isLessThan(25_000);
            Account first = rig.store.account(accounts.getFirst().id()).orElseThrow();
            crowd(first, 4, 10);
            assertThat(first.snapshot().objects(EMAIL).all().size()).isEqualTo(240);
        }
    }

    @Test
    void evictionUnderLoadLosesNothing() throws Exception {
        try (Rig rig = new Rig()) {
            Account account = rig.store.create(new TenantId(1));
            Space space = (Space) account;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> evictor = threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        space.evict();
                        Thread.yield();
                    }
                });
                crowd(account, 8, 50);
                evictor.get();
            }
            assertThat(account.snapshot().objects(EMAIL).all().size()).isEqualTo(400);
            assertThat(rig.store.check()).isEmpty();
        }
    }
}
