package org.mailbay.store.spi;

import java.util.Set;
import org.mailbay.store.AccountId;
import org.osgi.annotation.versioning.ConsumerType;

/** Is told after each commit: a hint, to be followed by a look at the snapshot or the log. A service. */
@ConsumerType
public interface CommitListener {
    /**
     * Something changed. Called on the committing thread: return at once, throw nothing.
     *
     * @param types names of the types whose state is now {@code modSeq}
     */
    void committed(AccountId account, long modSeq, Set<String> types);
}
