package org.mailbay.store.engine;

import java.io.IOException;
import org.mailbay.store.engine.keys.Ledger;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** The main shard's records, for keys. */
final class KeyLedger implements Ledger {
    /** Gives what is open, and takes it back. */
    private interface Source {
        OpenRecords enter() throws IOException;

        void exit();
    }

    private final Source source;

    /** Records that nobody uses yet. */
    KeyLedger(OpenRecords open) {
        source = new Source() {
            @Override
            public OpenRecords enter() {
                return open;
            }

            @Override
            public void exit() {
                // Whoever opens it closes it.
            }
        };
    }

    KeyLedger(Slot<RecordDriver, OpenRecords> slot) {
        source = new Source() {
            @Override
            public OpenRecords enter() throws IOException {
                return slot.enter();
            }

            @Override
            public void exit() {
                slot.exit();
            }
        };
    }

    @Override
    public void scan(byte[] prefix, Records.Visitor visitor) throws IOException {
        OpenRecords open = source.enter();
        try {
            open.records().scan(Table.SYS, prefix, Keys.afterPrefix(prefix), visitor);
        } finally {
            source.exit();
        }
    }

    @Override
    public boolean commit(Batch.Builder batch) throws IOException {
        OpenRecords open = source.enter();
        try {
            open.commit(batch);
            return true;
        } catch (PreconditionFailed e) {
            return false;
        } finally {
            source.exit();
        }
    }
}
