package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.image.TableEdit;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.LogEntry;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.engine.snapshot.SnapshotFiles;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/**
 * Brings the tables of a snapshot file up to date from the log: it says which objects changed, and their rows are read again.
 *
 * <p>Gives up at the least doubt. A file is of this past and no other if the log has its transaction with the same mark; whatever
 * happened since is in the log.
 */
final class CatchUp {
    /** Transactions, and objects, beyond which reading all rows is not much slower. */
    private static final int MOST = 20_000;

    private static final int SLICE = 1_000;

    private final Records records;
    private final AccountId account;
    private final Head head;
    private final SortedMap<Character, TreeSet<Long>> touched = new TreeMap<>();
    private int count;

    CatchUp(Records records, AccountId account, Head head) {
        this.records = records;
        this.account = account;
        this.head = head;
    }

    /** The tables as they are now; null when the file is of no use. */
    @Nullable
    ObjectTable @Nullable [] tables(SnapshotFiles.Kept kept) throws IOException {
        SnapshotFiles.Stamp stamp = kept.stamp();
        if (!isOfThisPast(stamp) || head.modSeq() - stamp.modSeq() > MOST) {
            return null;
        }
        if (stamp.modSeq() < head.modSeq()
                && !AccountLog.scan(records, account, stamp.modSeq() + 1, head.modSeq(), this::touch)) {
            return null;
        }
        if (count > MOST || !head.states().keySet().containsAll(touched.keySet())) {
            return null;
        }
        @Nullable ObjectTable[] tables = new ObjectTable[Image.LETTERS];
        for (Map.Entry<Character, Long> type : head.states().entrySet()) {
            TableEdit edit = new TableEdit(Image.tableOf(kept.tables(), type.getKey()));
            if (!renew(type.getKey(), edit)) {
                return null;
            }
            Image.put(tables, edit.done(type.getValue()));
        }
        return tables;
    }

    private boolean isOfThisPast(SnapshotFiles.Stamp stamp) throws IOException {
        if (stamp.mark() == 0 || stamp.modSeq() > head.modSeq() || stamp.modSeq() <= head.floor()) {
            return false;
        }
        byte[] row = records.get(Table.LOG, Keys.log(account, stamp.modSeq(), 0));
        return row != null && LogEntry.markOf(row) == stamp.mark();
    }

    private boolean touch(LogEntry entry) {
        entry.types().forEach((letter, type) -> {
            TreeSet<Long> numbers = touched.computeIfAbsent(letter, key -> new TreeSet<>());
            int before = numbers.size();
            for (long[] list : new long[][] {type.created(), type.updated(), type.destroyed(), type.text()}) {
                for (long number : list) {
                    numbers.add(number);
                }
            }
            count += numbers.size() - before;
        });
        return count <= MOST;
    }

    private boolean renew(char letter, TableEdit edit) throws IOException {
        List<Long> slice = new ArrayList<>();
        for (long number : touched.getOrDefault(letter, new TreeSet<>())) {
            slice.add(number);
            if (slice.size() == SLICE) {
                if (!renew(letter, edit, slice)) {
                    return false;
                }
                slice.clear();
            }
        }
        return slice.isEmpty() || renew(letter, edit, slice);
    }

    private boolean renew(char letter, TableEdit edit, List<Long> numbers) throws IOException {
        List<byte @Nullable []> rows = records.getMany(
                Table.STATE,
                numbers.stream()
                        .map(number -> Keys.object(account, new ObjectId(letter, number)))
                        .toList());
        boolean fits = true;
        for (int i = 0; i < rows.size() && fits; i++) {
            byte[] row = rows.get(i);
            if (row == null) {
                edit.removeIfThere(numbers.get(i));
            } else {
                StateRow state = StateRow.read(row);
                fits = edit.replace(numbers.get(i), state.modSeq(), state.created(), state.row());
            }
        }
        return fits;
    }
}
