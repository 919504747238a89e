package org.mailbay.itests.faults;

import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells clients of it. */
@Component
public final class FaultCapability implements Capability {
    @Override
    public String urn() {
        return FaultType.CAPABILITY;
    }

    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        return Optional.of(JsonNodeFactory.instance.objectNode());
    }
}
