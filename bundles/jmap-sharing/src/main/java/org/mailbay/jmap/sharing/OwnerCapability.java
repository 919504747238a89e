package org.mailbay.jmap.sharing;

import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code urn:ietf:params:jmap:principals:owner} (RFC 9670 §1.5.2): whose an account is. */
@Component
public final class OwnerCapability implements Capability {
    @Override
    public String urn() {
        return Stored.CAPABILITY + ":owner";
    }

    @Override
    public boolean isOfAccountsOnly() {
        return true;
    }

    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        return Optional.of(JsonNodeFactory.instance
                .objectNode()
                .put("accountIdForPrincipal", principal.account().toString())
                .put("principalId", PrincipalType.id(account)));
    }
}
