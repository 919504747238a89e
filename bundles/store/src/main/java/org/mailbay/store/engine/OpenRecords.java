package org.mailbay.store.engine;

import java.io.IOException;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Records;

/**
 * An open shard of records and the right to write to it.
 *
 * @param generation differs between openings
 */
public record OpenRecords(Records records, Records.Lease lease, long generation) implements AutoCloseable {

    /** Commits under the lease. */
    public void commit(Batch.Builder batch) throws PreconditionFailed, IOException {
        records.commit(batch.when(new Batch.Fence(lease)).build());
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
