package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;

/** Which accounts there are, and whose: rows of the main shard. An account that is not in the registry does not exist. */
final class Registry {
    /** Accounts that are published in one transaction. */
    private static final int TOGETHER = 1_000;

    private final Shards shards;

    Registry(Shards shards) {
        this.shards = shards;
    }

    /** Whose an account is; null when there is no such account. */
    @Nullable
    TenantId tenant(AccountId id) throws IOException {
        byte[] row = shards.main().get(Table.SYS, Keys.account(id));
        if (row == null && id.equals(AccountId.SYSTEM)) {
            row = createSystem();
        }
        return row == null ? null : new TenantId(Scalars.numberOf(row));
    }

    /** Where an account is kept, whose head must be there. */
    Shard shard(AccountId id, TenantId tenant) throws IOException {
        Shard shard = shards.of(tenant);
        if (shard.get(Table.SYS, Keys.head(id)) == null) {
            throw new IOException("the head of account " + id + " is missing in shard " + shard.id());
        }
        return shard;
    }

    /** Makes the server's own account if it is not there; gives its row. */
    private synchronized byte[] createSystem() throws IOException {
        byte[] key = Keys.account(AccountId.SYSTEM);
        byte[] row = shards.main().get(Table.SYS, key);
        if (row == null) {
            row = Scalars.number(TenantId.SYSTEM.number());
            shards.main()
                    .commit(Batch.builder()
                            .put(
                                    Table.SYS,
                                    Keys.head(AccountId.SYSTEM),
                                    Head.first(TenantId.SYSTEM).value())
                            .put(Table.SYS, key, row)
                            .when(new Batch.ExpectAbsent(Table.SYS, key)));
        }
        return row;
    }

    /** Makes an account, in the tenant's shard. */
    synchronized AccountId create(TenantId tenant) throws IOException {
        createSystem();
        Shard main = shards.main();
        Shard shard = shards.assign(tenant);
        byte[] counter = Keys.nextAccount();
        byte[] stored = main.get(Table.SYS, counter);
        AccountId id = new AccountId(stored == null ? 1 : Scalars.numberOf(stored));
        byte[] head = Head.first(tenant).value();
        byte[] row = Scalars.number(tenant.number());
        Batch.Builder number = Batch.builder()
                .put(Table.SYS, counter, Scalars.number(id.number() + 1))
                .when(
                        stored == null
                                ? new Batch.ExpectAbsent(Table.SYS, counter)
                                : new Batch.Expect(Table.SYS, counter, stored));
        if (shard == main) {
            main.commit(number.put(Table.SYS, Keys.account(id), row).put(Table.SYS, Keys.head(id), head));
        } else {
            // The number first and the registry last: cut off between, nobody ever sees the account, nor its number
            // again.
            main.commit(number);
            shard.commit(Batch.builder().put(Table.SYS, Keys.head(id), head));
            main.commit(Batch.builder().put(Table.SYS, Keys.account(id), row));
        }
        return id;
    }

    /** Makes an account that is not in the registry before {@link #publish}; see {@link JmapStore#createHidden}. */
    synchronized AccountId createHidden(TenantId tenant, @Nullable AccountId wanted) throws IOException {
        createSystem();
        Shard main = shards.main();
        Shard shard = shards.assign(tenant);
        if (wanted != null && (tenant(wanted) != null || shard.get(Table.SYS, Keys.head(wanted)) != null)) {
            throw new IOException("there is an account " + wanted);
        }
        byte[] stored = main.get(Table.SYS, Keys.nextAccount());
        long next = stored == null ? 1 : Scalars.numberOf(stored);
        AccountId id = wanted == null ? new AccountId(next) : wanted;
        main.commit(Batch.builder()
                .put(Table.SYS, Keys.nextAccount(), Scalars.number(Math.max(next, id.number() + 1)))
                .put(Table.SYS, Keys.hidden(id), Scalars.number(tenant.number())));
        shard.commit(
                Batch.builder().put(Table.SYS, Keys.head(id), Head.first(tenant).value()));
        return id;
    }

    /** Puts accounts into the registry that were hidden; {@link #TOGETHER} at a time. */
    synchronized void publish(List<Space> spaces) throws IOException {
        Batch.Builder batch = Batch.builder();
        for (Space space : spaces) {
            if (batch.size() == 2 * TOGETHER) {
                shards.main().commit(batch);
                batch = Batch.builder();
            }
            batch.delete(Table.SYS, Keys.hidden(space.id()))
                    .put(
                            Table.SYS,
                            Keys.account(space.id()),
                            Scalars.number(space.tenant().number()));
        }
        shards.main().commit(batch);
    }

    /** Makes an account one that nobody sees; true when it is, also if saying so failed. */
    synchronized boolean hide(AccountId id, TenantId tenant) throws IOException {
        try {
            shards.main()
                    .commit(Batch.builder()
                            .delete(Table.SYS, Keys.account(id))
                            .put(Table.SYS, Keys.hidden(id), Scalars.number(tenant.number())));
            return true;
        } catch (IOException e) {
            if (tenant(id) == null) {
                return true;
            }
            throw e;
        }
    }

    /** All accounts, ascending, and whose they are. */
    Map<AccountId, TenantId> tenants() throws IOException {
        createSystem();
        Map<AccountId, TenantId> tenants = new LinkedHashMap<>();
        shards.main().scan(Table.SYS, Keys.accounts(), (key, value) -> {
            tenants.put(Keys.accountOf(key), new TenantId(Scalars.numberOf(value)));
            return true;
        });
        return tenants;
    }

    /** The accounts that are kept in {@code shard}. */
    List<AccountId> accounts(Shard shard) throws IOException {
        List<AccountId> accounts = new ArrayList<>();
        for (Map.Entry<AccountId, TenantId> account : tenants().entrySet()) {
            if (shards.of(account.getValue()) == shard) {
                accounts.add(account.getKey());
            }
        }
        return accounts;
    }
}
