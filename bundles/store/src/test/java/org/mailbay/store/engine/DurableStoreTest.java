package org.mailbay.store.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.tck.store.DurableStoreTestee;
import org.mailbay.tck.store.StoreContract;
import org.mailbay.tck.store.StoreKillContract;
import org.mailbay.tck.store.StoreTestee;

/** The store over the drivers that it is shipped with. */
final class DurableStoreTest implements StoreContract, StoreKillContract {
    @TempDir
    Path folder;

    @Override
    public int steps() {
        return 150;
    }

    @Override
    public StoreTestee testee() throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        return new Rig(Shipped.records(data), Shipped.blobs(data));
    }

    @Override
    public DurableStoreTestee durable() {
        return new Shipped();
    }
}
