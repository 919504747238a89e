package org.mailbay.jmap.sharing;

import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code urn:ietf:params:jmap:principals} (RFC 9670 §1.5.1): each user finds the principals in its own account. */
@Component
public final class PrincipalsCapability implements Capability {
    @Override
    public String urn() {
        return Stored.CAPABILITY;
    }

    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        return principal.account().equals(account)
                ? Optional.of(
                        JsonNodeFactory.instance.objectNode().put("currentUserPrincipalId", PrincipalType.id(account)))
                : Optional.empty();
    }
}
