package org.mailbay.jmap.core.websocket;

import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.core.http.Sessions;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.store.AccountId;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the session object says of WebSockets (RFC 8887 §3); it adds where they are. */
public final class WebSocketCapability implements Capability {
    @Override
    public String urn() {
        return Sessions.WEBSOCKET;
    }

    @Override
    public ObjectNode session() {
        return JsonNodeFactory.instance.objectNode().put("supportsPush", true);
    }

    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        return Optional.empty();
    }
}
