package org.mailbay.jmap.core.http;

import java.io.IOException;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable.Lease;

/** Where the store is. */
@FunctionalInterface
public interface Stores {
    /** The store, waiting a little when it is away. */
    Lease<Store> acquire() throws IOException;
}
