package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

final class ShardsTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');

    private final Rig rig = new Rig(limits(2));

    private static Limits limits(int tenantsPerShard) {
        return new Limits(
                64 << 20, 50_000, Duration.ofDays(30), Duration.ofMillis(200), Duration.ofSeconds(5), tenantsPerShard);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String shard(Account account) throws IOException {
        return rig.store.space(account.id()).shard().id().name();
    }

    @Test
    void tenantsFillOneShardAfterAnother() throws Exception {
        List<String> shards = new ArrayList<>();
        List<Account> accounts = new ArrayList<>();
        for (int tenant : new int[] {1, 2, 1, 3, 4, 5, 2}) {
            Account account = rig.store.create(new TenantId(tenant));
            accounts.add(account);
            shards.add(shard(account));
        }
        assertThat(shards).containsExactly("s1", "s1", "s1", "s2", "s2", "s3", "s1");
        assertThat(shard(rig.store.account(AccountId.SYSTEM).orElseThrow())).isEqualTo("main");
        assertThat(rig.store.accounts()).hasSize(8);
        List<ObjectId> made = new ArrayList<>();
        for (Account account : accounts) {
            made.add(account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[40_000], List.of())));
        }
        assertThat(rig.store.check()).isEmpty();

        rig.restart();
        for (int i = 0; i < made.size(); i++) {
            Account account = rig.store.account(accounts.get(i).id()).orElseThrow();
            assertThat(shard(account)).isEqualTo(shards.get(i));
            assertThat(account.tenant()).isEqualTo(accounts.get(i).tenant());
            assertThat(account.bytes(made.get(i))).hasSize(40_000);
        }
        assertThat(rig.store.check()).isEmpty();
        assertThat(rig.store.shards().all())
                .extracting(shard -> shard.id().name())
                .containsExactly("main", "s1", "s2", "s3");
    }

    @Test
    void whoWasThereBeforeStaysInMain() throws Exception {
        try (Rig before = new Rig()) {
            Account old = before.store.create(new TenantId(1));
            before.store.create(new TenantId(2));
            before.store.stop();
            // As it was before tenants had places.
            try (Records records = before.records.open(new ShardId("main"))) {
                records.commit(Batch.builder()
                        .delete(Table.SYS, Keys.place(new TenantId(1)))
                        .delete(Table.SYS, Keys.place(new TenantId(2)))
                        .build());
            }
            before.limits = limits(1);
            before.restart();
            assertThat(before.store.space(old.id()).shard().id().name()).isEqualTo("main");
            Account more = before.store.create(new TenantId(1));
            assertThat(before.store.space(more.id()).shard().id().name()).isEqualTo("main");
            Account other = before.store.create(new TenantId(3));
            assertThat(before.store.space(other.id()).shard().id().name()).isEqualTo("s1");
        }
    }

    @Test
    void aShardThatCannotBeOpenedHarmsOnlyItsAccounts() throws Exception {
        Account first = rig.store.create(new TenantId(1));
        rig.store.create(new TenantId(2));
        Account second = rig.store.create(new TenantId(3));
        second.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of()));
        rig.records.broken = "s2";
        rig.restart();
        assertThat(rig.store.account(first.id()).orElseThrow().snapshot()).isNotNull();
        assertThatThrownBy(() -> rig.store.account(second.id())).isInstanceOf(IOException.class);
        assertThat(new StoreHealth(rig.store).execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(new StoreHealth(rig.store).execute().toString()).contains("s2");
        assertThat(rig.store.check()).extracting(Finding::code).containsExactly("shard-closed");
        Account third = rig.store.create(new TenantId(1));
        third.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of()));

        rig.records.broken = null;
        Account back = rig.store.account(second.id()).orElseThrow();
        assertThat(back.snapshot().objects(EMAIL).all().size()).isOne();
        assertThat(new StoreHealth(rig.store).execute().isOk()).isTrue();
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void aShardThatBreaksWhileItServesIsLoud() throws Exception {
        Account account = rig.store.create(new TenantId(1));
        rig.records.broken = "s1";
        rig.store.unbindRecords(rig.records);
        rig.store.bindRecords(rig.records);
        assertThatThrownBy(() -> account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of())))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(account::snapshot).isInstanceOf(UncheckedIOException.class);
        rig.records.broken = null;
        account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of()));
    }
}
