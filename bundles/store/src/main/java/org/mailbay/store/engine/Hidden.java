package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;

/** Accounts that are being made and that nobody sees; what was left of one by a crash is removed. */
final class Hidden {
    private static final int MOST_ROWS = 500;

    private final Shards shards;
    private final Set<AccountId> working = ConcurrentHashMap.newKeySet();

    Hidden(Shards shards) {
        this.shards = shards;
    }

    void begin(AccountId id) {
        working.add(id);
    }

    void end(AccountId id) {
        working.remove(id);
    }

    /** Removes those that nobody works on; how many. */
    int wipe() throws IOException {
        List<AccountId> ids = new ArrayList<>();
        List<TenantId> tenants = new ArrayList<>();
        shards.main().scan(Table.SYS, Keys.hiddens(), (key, value) -> {
            if (!working.contains(Keys.accountOf(key))) {
                ids.add(Keys.accountOf(key));
                tenants.add(new TenantId(Scalars.numberOf(value)));
            }
            return true;
        });
        for (int i = 0; i < ids.size(); i++) {
            Shard shard = shards.of(tenants.get(i));
            for (Table table : List.of(Table.OBJ, Table.STATE, Table.IDX, Table.LOG, Table.SYS)) {
                wipe(shard, table, Keys.first(ids.get(i)), Keys.after(ids.get(i)), ids.get(i));
            }
            byte[] requests = Keys.outbox(ids.get(i));
            wipe(shard, Table.SYS, requests, Keys.afterPrefix(requests), ids.get(i));
            byte[] asides = Keys.aside(requests);
            wipe(shard, Table.SYS, asides, Keys.afterPrefix(asides), ids.get(i));
            wipeDelayed(shard, ids.get(i));
            shards.main().commit(Batch.builder().delete(Table.SYS, Keys.hidden(ids.get(i))));
        }
        return ids.size();
    }

    /** Removes what the account asked for and whose time has not come; those of all accounts are in the order of their times. */
    private static void wipeDelayed(Shard shard, AccountId id) throws IOException {
        byte[] first = Keys.delayed();
        List<byte[]> keys = new ArrayList<>();
        shard.scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            if (Keys.accountOfDelayed(key).equals(id)) {
                keys.add(key);
            }
            return true;
        });
        for (int from = 0; from < keys.size(); from += MOST_ROWS) {
            Batch.Builder batch = Batch.builder();
            keys.subList(from, Math.min(keys.size(), from + MOST_ROWS)).forEach(key -> batch.delete(Table.SYS, key));
            shard.commit(batch);
        }
    }

    private static void wipe(Shard shard, Table table, byte[] from, byte[] to, AccountId id) throws IOException {
        int found = MOST_ROWS;
        while (found == MOST_ROWS) {
            Batch.Builder batch = Batch.builder();
            int[] count = {0};
            shard.scan(table, from, to, (key, value) -> {
                batch.delete(table, key);
                if (table == Table.OBJ) {
                    for (BlobRef ref : ObjRow.read(value).kept()) {
                        batch.delete(Table.SYS, Keys.reference(ref, id, Keys.objectOf(key)));
                    }
                }
                return ++count[0] < MOST_ROWS && batch.size() < 2 * MOST_ROWS;
            });
            found = batch.size() >= MOST_ROWS ? MOST_ROWS : count[0];
            if (batch.size() > 0) {
                shard.commit(batch);
            }
        }
    }
}
