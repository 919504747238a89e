package org.mailbay.store.spi;

import java.util.OptionalLong;
import org.mailbay.store.AccountId;
import org.osgi.annotation.versioning.ConsumerType;

/** Says how much accounts may hold. A service; without it, or while it is away, what the store's configuration says holds for all. */
@ConsumerType
public interface AccountLimits {
    /**
     * Bytes that an account may hold: 0 is no limit, empty what the store says for all. From memory: it is asked for each object that is
     * made, by any thread.
     */
    OptionalLong quota(AccountId account);
}
