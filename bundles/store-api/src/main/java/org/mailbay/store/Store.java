package org.mailbay.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The one store that all faces and models share. A service. */
@ProviderType
public interface Store {
    /**
     * The account, opened when it is not yet.
     *
     * <p>Cheap to call again; do not keep the result across requests, so that idle accounts can be closed.
     */
    Optional<Account> account(AccountId id) throws IOException;

    /** Makes an empty account of {@code tenant}; durable when this returns. */
    Account create(TenantId tenant) throws IOException;

    /**
     * Removes an account and everything in it, for ever: when this returns nobody finds it, and when the server was killed meanwhile the
     * rest goes later. In many small commits; may take minutes. Not the server's own.
     *
     * @return whether there was one
     */
    default boolean remove(AccountId id) throws IOException {
        throw new IOException("this store removes no accounts");
    }

    /** All accounts, ascending; the server's own is the first. */
    List<AccountId> accounts() throws IOException;

    /** Reads everything and names what breaks an invariant: empty is sound. Slow; blocks no reader. */
    List<Finding> check() throws IOException;
}
