package org.mailbay.jmap.push;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code urn:ietf:params:jmap:webpush-vapid} (RFC 9749 §3): the key with which clients subscribe at their push service. */
@Component
public final class VapidCapability implements Capability {
    private final ServerKey key;

    @Activate
    public VapidCapability(@Reference ServerKey key) {
        this.key = key;
    }

    @Override
    public String urn() {
        return "urn:ietf:params:jmap:webpush-vapid";
    }

    @Override
    public ObjectNode session() {
        try {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("applicationServerKey", key.get().applicationServerKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Of the session only: subscriptions are a user's, whatever accounts it has
    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        return Optional.empty();
    }
}
