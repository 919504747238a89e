package org.mailbay.example.jmap.datatype;

import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells clients that there are bookmarks. */
@Component
public final class BookmarkCapability implements Capability {
    @Override
    public String urn() {
        return Bookmarks.CAPABILITY;
    }

    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        return Optional.of(JsonNodeFactory.instance.objectNode());
    }
}
