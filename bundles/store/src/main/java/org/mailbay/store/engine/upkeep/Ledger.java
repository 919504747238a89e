package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Records;

/** A shard's records and the right to write to them. */
public interface Ledger {
    /** For reading. */
    Records records();

    /** Commits under the store's lease. */
    void commit(Batch.Builder batch) throws PreconditionFailed, IOException;
}
