package org.mailbay.jmap.spi;

import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.store.AccountId;
import org.osgi.annotation.versioning.ConsumerType;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A capability in the session object (RFC 8620 §2); a service. */
@ConsumerType
public interface Capability {
    /** Its URI, such as {@code urn:ietf:params:jmap:mail}. */
    String urn();

    /** Whether it appears with accounts only, neither in the session's capabilities nor as a primary account's. */
    default boolean isOfAccountsOnly() {
        return false;
    }

    /** What the session object says of it for the server. */
    default ObjectNode session() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * What the session object says of it for an account; empty when the account does not have it.
     *
     * @param account the principal's own, or another's in which something is shared: there, what cannot be shared is empty
     */
    default Optional<ObjectNode> account(Principal principal, AccountId account) {
        return principal.account().equals(account)
                ? Optional.of(JsonNodeFactory.instance.objectNode())
                : Optional.empty();
    }
}
