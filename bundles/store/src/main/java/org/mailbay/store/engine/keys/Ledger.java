package org.mailbay.store.engine.keys;

import java.io.IOException;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;

/** Where keys are written down: the table SYS of the main shard. */
public interface Ledger {
    /** Shows all rows whose keys begin so. */
    void scan(byte[] prefix, Records.Visitor visitor) throws IOException;

    /** Commits; false when a condition did not hold. */
    boolean commit(Batch.Builder batch) throws IOException;
}
