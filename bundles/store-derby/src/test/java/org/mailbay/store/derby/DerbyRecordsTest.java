package org.mailbay.store.derby;

import java.util.List;
import org.mailbay.tck.records.RecordsContract;
import org.mailbay.tck.records.RecordsKillContract;
import org.mailbay.tck.records.RecordsReloadContract;
import org.mailbay.tck.records.RecordsTestee;

class DerbyRecordsTest implements RecordsContract, RecordsKillContract, RecordsReloadContract {
    @Override
    public RecordsTestee testee() {
        return new DerbyTestee();
    }

    @Override
    public List<String> ownPackages() {
        return List.of("org.mailbay.store.derby.", "org.apache.derby.");
    }
}
