package org.mailbay.tck.store;

import java.io.IOException;
import org.mailbay.store.Store;
import org.osgi.annotation.versioning.ConsumerType;

/** A store under test, over drivers of which the contract can make commits fail. */
@ConsumerType
public interface StoreTestee extends AutoCloseable {
    /** The store as it is now; another one after {@link #restart}. */
    Store store();

    /** Closes the store and opens it again upon the same data. */
    void restart() throws IOException;

    /**
     * Makes commits of records fail by chance.
     *
     * @param before how many of a hundred fail without having happened
     * @param after how many of a hundred fail although they have happened
     */
    void fail(int before, int after);

    /** Lets days pass and removes blobs that nothing refers to, at once; does nothing where a store never does. */
    default void tidy() throws IOException {}

    @Override
    void close() throws IOException;
}
