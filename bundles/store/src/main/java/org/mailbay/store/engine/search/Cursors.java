package org.mailbay.store.engine.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.OpenRecords;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.record.CursorRow;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Position;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.Table;

/** The rows of SYS that say how far a shard's index is with each account. */
final class Cursors {
    private static final int SLICE = 1_000;

    /**
     * All accounts of a shard.
     *
     * @param heads the newest transaction of each
     * @param positions of those that the index's last commit knows
     * @param orphans that have a cursor, but are no more
     */
    record Survey(Map<AccountId, Long> heads, Map<AccountId, Position> positions, List<AccountId> orphans) {}

    private final JmapStore store;
    private final Shard shard;

    Cursors(JmapStore store, Shard shard) {
        this.store = store;
        this.shard = shard;
    }

    /** Compares: a cursor counts when it is of this generation, and of a commit that the index still has. */
    Survey survey(SearchIndex.Commit commit) throws IOException {
        List<AccountId> accounts = store.accounts(shard);
        Map<AccountId, Long> heads = new LinkedHashMap<>();
        Map<AccountId, Position> positions = new HashMap<>();
        List<AccountId> orphans = new ArrayList<>();
        OpenRecords opened = shard.records().enter();
        try {
            for (int from = 0; from < accounts.size(); from += SLICE) {
                List<AccountId> slice = accounts.subList(from, Math.min(accounts.size(), from + SLICE));
                List<byte[]> rows = opened.records()
                        .getMany(Table.SYS, slice.stream().map(Keys::head).toList());
                for (int i = 0; i < rows.size(); i++) {
                    if (rows.get(i) != null) {
                        heads.put(slice.get(i), Head.read(rows.get(i)).modSeq());
                    }
                }
            }
            byte[] first = Keys.cursors();
            opened.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
                AccountId account = Keys.accountOf(key);
                CursorRow row = CursorRow.read(value);
                if (!heads.containsKey(account)) {
                    orphans.add(account);
                } else if (row.generation().equals(commit.generation()) && row.number() <= commit.number()) {
                    positions.put(account, row.position());
                }
                return true;
            });
        } finally {
            shard.records().exit();
        }
        return new Survey(heads, positions, orphans);
    }

    /** Says that {@code commit} has what these accounts' positions say. */
    void write(SearchIndex.Commit commit, Map<Progress, Position> positions) throws IOException {
        Batch.Builder batch = Batch.builder();
        for (Map.Entry<Progress, Position> entry : positions.entrySet()) {
            batch.put(
                    Table.SYS,
                    Keys.cursor(entry.getKey().account),
                    new CursorRow(commit.generation(), commit.number(), entry.getValue()).value());
            if (batch.size() == SLICE) {
                commit(batch);
                batch = Batch.builder();
            }
        }
        commit(batch);
    }

    /** Removes cursors. */
    void forget(Collection<AccountId> accounts) throws IOException {
        Batch.Builder batch = Batch.builder();
        for (AccountId account : accounts) {
            batch.delete(Table.SYS, Keys.cursor(account));
            if (batch.size() == SLICE) {
                commit(batch);
                batch = Batch.builder();
            }
        }
        commit(batch);
    }

    private void commit(Batch.Builder batch) throws IOException {
        if (batch.size() > 0) {
            shard.commit(batch);
        }
    }
}
