package org.mailbay.jmap.spi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.store.AccountId;
import org.osgi.annotation.versioning.ConsumerType;

/** Which accounts of others a principal may use (RFC 9670); a service. Without one, each sees only its own. */
@ConsumerType
public interface SharedAccounts {
    /** The accounts of others in which something is shared with {@code principal}. */
    List<Shared> of(Principal principal) throws IOException;

    /** One of them; empty when nothing in it is shared with {@code principal}, just as when there is no such account. */
    Optional<Shared> find(Principal principal, AccountId account) throws IOException;

    /**
     * As {@link #find}, by what {@link Shared#name} says. Knows what {@link #of} may not know yet: that something was shared a moment ago.
     */
    default Optional<Shared> named(Principal principal, String name) throws IOException {
        return of(principal).stream()
                .filter(shared -> shared.name().equals(name))
                .findFirst();
    }

    /**
     * Another's account.
     *
     * @param name for people, such as the owner's address
     * @param readOnly whether nothing in it may be changed
     * @param version another number whenever the principal may see other things in it; not 0
     */
    record Shared(AccountId account, String name, boolean readOnly, long version) {}
}
