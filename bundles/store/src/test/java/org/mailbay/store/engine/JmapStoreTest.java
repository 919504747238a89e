package org.mailbay.store.engine;

import org.mailbay.tck.store.StoreContract;
import org.mailbay.tck.store.StoreTestee;

final class JmapStoreTest implements StoreContract {
    @Override
    public StoreTestee testee() {
        return new Rig();
    }
}
