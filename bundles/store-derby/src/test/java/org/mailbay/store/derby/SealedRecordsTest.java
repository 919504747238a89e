package org.mailbay.store.derby;

import org.mailbay.tck.records.RecordsContract;
import org.mailbay.tck.records.RecordsKillContract;
import org.mailbay.tck.records.RecordsTestee;

/** The contract, encrypted. */
class SealedRecordsTest implements RecordsContract, RecordsKillContract {
    @Override
    public RecordsTestee testee() {
        return new SealedTestee();
    }

    @Override
    public int kills() {
        return Integer.getInteger("mailbay.kills", 3);
    }
}
