package org.mailbay.store.engine.recovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mailbay.store.AccountId;
import org.mailbay.store.Column;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/**
 * Moves the counters of a restored shard so far ahead that nothing of the time after its copy is given again, and ends its logs: no
 * state that a client holds can be continued (RFC 8620 §5.2). Done twice it moves them twice, which harms nobody.
 */
final class Jump {
    /** More than happened to an account between its copy and its loss. */
    static final long FAR = 1 << 20;

    private static final long MAX_UID = 0xffff_ffffL;
    private static final int MOST_ROWS = 1_000;

    private final Records records;
    private final Records.Lease lease;

    Jump(Records records) throws IOException {
        this.records = records;
        lease = records.lease("store");
    }

    /** How many accounts there are. */
    long run() throws IOException {
        List<AccountId> accounts = accounts();
        for (AccountId account : accounts) {
            head(account);
            log(account);
        }
        byte[] next = records.get(Table.SYS, Keys.nextAccount());
        if (next != null) {
            commit(Batch.builder().put(Table.SYS, Keys.nextAccount(), Scalars.number(Scalars.numberOf(next) + FAR)));
        }
        return accounts.size();
    }

    private List<AccountId> accounts() throws IOException {
        List<AccountId> accounts = new ArrayList<>();
        records.scan(Table.SYS, new byte[] {0}, Keys.blobs(), (key, value) -> {
            if (key.length == 9 && key[8] == 'h') {
                accounts.add(Keys.accountOfHead(key));
            }
            return true;
        });
        return accounts;
    }

    private void head(AccountId account) throws IOException {
        byte[] key = Keys.head(account);
        byte[] row = records.get(Table.SYS, key);
        if (row == null) {
            return;
        }
        Head head = Head.read(row);
        long modSeq = head.modSeq() + FAR;
        SortedMap<Character, Long> states = new TreeMap<>(head.states());
        states.replaceAll((letter, state) -> modSeq);
        uids(account);
        Batch.Builder batch = Batch.builder();
        batch.put(
                Table.SYS,
                key,
                new Head(head.tenant(), modSeq, head.nextNumber() + FAR, head.quotaUsed(), modSeq, states).value());
        commit(batch);
    }

    /** Also of what may be a container and was not yet one when it was copied: everything that is in no container itself. */
    private void uids(AccountId account) throws IOException {
        TreeMap<Long, Long> next = new TreeMap<>();
        records.scan(Table.STATE, Keys.first(account), Keys.after(account), (key, value) -> {
            if (StateRow.read(value).row().columns().stream().noneMatch(Column.Members.class::isInstance)) {
                next.put(Keys.objectOf(key).number(), 1 + FAR);
            }
            return true;
        });
        byte[] first = Keys.uids(account);
        records.scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            next.put(Keys.containerOf(key), Math.min(MAX_UID, Scalars.numberOf(value) + FAR));
            return true;
        });
        Batch.Builder batch = Batch.builder();
        for (Map.Entry<Long, Long> entry : next.entrySet()) {
            batch.put(Table.SYS, Keys.uid(account, entry.getKey()), Scalars.number(entry.getValue()));
            if (batch.size() == MOST_ROWS) {
                commit(batch);
                batch = Batch.builder();
            }
        }
        commit(batch);
    }

    private void log(AccountId account) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        do {
            keys.clear();
            records.scan(Table.LOG, Keys.first(account), Keys.after(account), (key, value) -> {
                keys.add(key);
                return keys.size() < MOST_ROWS;
            });
            Batch.Builder batch = Batch.builder();
            keys.forEach(key -> batch.delete(Table.LOG, key));
            if (!keys.isEmpty()) {
                commit(batch);
            }
        } while (keys.size() == MOST_ROWS);
    }

    private void commit(Batch.Builder batch) throws IOException {
        try {
            records.commit(batch.when(new Batch.Fence(lease)).build());
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        }
    }
}
