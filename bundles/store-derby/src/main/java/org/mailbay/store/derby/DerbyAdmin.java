package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.store.spi.RecordAdmin;
import org.mailbay.store.spi.Table;

/** What an administrator asks of a shard; each task runs on a thread of its own. */
final class DerbyAdmin implements RecordAdmin {
    private final Slot slot;
    private final DerbyRecords records;

    DerbyAdmin(Slot slot, DerbyRecords records) {
        this.slot = slot;
        this.records = records;
    }

    @Override
    public void backup(Path folder) throws IOException {
        records.without(shard -> shard.readers().callAlone(session -> {
            Copies.make(session, shard, slot.folder(), folder.toAbsolutePath());
            return folder;
        }));
    }

    @Override
    public List<String> verify() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Table table : Table.values()) {
            try {
                perTable("VALUES SYSCS_UTIL.SYSCS_CHECK_TABLE('APP', ?)", table);
            } catch (IOException failed) {
                if (!Reason.isDerbys(failed)) {
                    throw failed;
                }
                wrong.add(table + ": " + Reason.of(failed));
                slot.awaitRetry();
            }
        }
        return wrong;
    }

    @Override
    public void compact() throws IOException {
        records.writable();
        for (Table table : Table.values()) {
            perTable("CALL SYSCS_UTIL.SYSCS_INPLACE_COMPRESS_TABLE('APP', ?, 1, 1, 1)", table);
        }
    }

    /** Derby locks the whole table for these, so commits wait meanwhile, table by table. */
    private void perTable(String sql, Table table) throws IOException {
        records.without(shard -> {
            shard.turns().read(Stripes.all(), false);
            try {
                return shard.readers().callAlone(session -> {
                    session.call(sql, table.name());
                    return table;
                });
            } finally {
                shard.turns().unread(Stripes.all());
            }
        });
    }

    @Override
    public long size() throws IOException {
        return records.without(shard -> Disk.size(slot.folder()));
    }
}
