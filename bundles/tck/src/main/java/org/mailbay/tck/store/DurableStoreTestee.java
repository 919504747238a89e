package org.mailbay.tck.store;

import java.io.IOException;
import java.nio.file.Path;
import org.mailbay.store.Store;
import org.osgi.annotation.versioning.ConsumerType;

/** How {@link StoreKillContract} starts and stops a store: a public class with a public constructor of no arguments. */
@ConsumerType
public interface DurableStoreTestee {
    /** A store that keeps its data under {@code data}, as after a start of the server. */
    Store start(Path data) throws IOException;

    /** Stops it as its deactivation would. */
    void stop(Store store) throws IOException;
}
