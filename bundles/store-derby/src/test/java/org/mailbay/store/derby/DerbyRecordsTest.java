package org.mailbay.store.derby;

import org.mailbay.tck.records.RecordsContract;
import org.mailbay.tck.records.RecordsKillContract;
import org.mailbay.tck.records.RecordsTestee;

class DerbyRecordsTest implements RecordsContract, RecordsKillContract {
    @Override
    public RecordsTestee testee() {
        return new DerbyTestee();
    }
}
