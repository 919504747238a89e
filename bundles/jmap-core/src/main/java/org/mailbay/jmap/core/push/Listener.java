package org.mailbay.jmap.core.push;

import java.util.Set;
import org.mailbay.directory.Credential;
import org.mailbay.store.AccountId;

/** Who is told of state changes. Its methods are called by any thread, and return at once. */
public interface Listener {
    /**
     * Objects of {@code types} in {@code account} changed, lastly at {@code modSeq}.
     *
     * @param version of what the user sees of another's account; 0 of its own
     */
    void changed(AccountId account, long version, long modSeq, Set<String> types);

    /** Comes about once a second; {@code now} is of {@link System#nanoTime}. */
    void tick(long now);

    /** Ends between two messages, so that the client connects anew. */
    void end();

    /** What the client logged in with. */
    Credential credential();

    /** Ends, and tells nothing more: the client would not be let in any more. */
    void revoked();
}
