package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.store.spi.RecordAdmin;
import org.mailbay.store.spi.Table;

/** What an administrator asks of a shard; each task runs on a thread of its own. */
final class DerbyAdmin implements RecordAdmin {
    private final Shard shard;
    private final DerbyRecords records;

    DerbyAdmin(Shard shard, DerbyRecords records) {
        this.shard = shard;
        this.records = records;
    }

    @Override
    public void backup(Path folder) throws IOException {
        records.check();
        if (Files.exists(folder)) {
            throw new IOException(folder + " exists already");
        }
        shard.readers().callAlone(session -> {
            Files.createDirectories(folder);
            session.call("CALL SYSCS_UTIL.SYSCS_BACKUP_DATABASE(?)", folder.toString());
            Database.syncAll(folder);
            return folder;
        });
    }

    @Override
    public List<String> verify() throws IOException {
        records.check();
        List<String> wrong = new ArrayList<>();
        for (Table table : Table.values()) {
            perTable(session -> {
                try {
                    session.call("VALUES SYSCS_UTIL.SYSCS_CHECK_TABLE('APP', ?)", table.name());
                } catch (SQLException found) {
                    wrong.add(table + ": " + found.getMessage());
                }
                return table;
            });
        }
        return wrong;
    }

    @Override
    public void compact() throws IOException {
        records.check();
        for (Table table : Table.values()) {
            perTable(session -> {
                session.call("CALL SYSCS_UTIL.SYSCS_INPLACE_COMPRESS_TABLE('APP', ?, 1, 1, 1)", table.name());
                return table;
            });
        }
    }

    /** Derby locks the whole table for these, so commits wait meanwhile, table by table. */
    private void perTable(Readers.Task<Table> task) throws IOException {
        shard.turns().read(Stripes.all(), false);
        try {
            shard.readers().callAlone(task);
        } finally {
            shard.turns().unread(Stripes.all());
        }
    }

    @Override
    public long size() throws IOException {
        records.check();
        return Database.size(shard.folder());
    }
}
