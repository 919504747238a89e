package org.mailbay.jmap.blob;

import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Announces blob management (RFC 9404 §3.1). */
@Component(configurationPid = "jmap.blob")
@Designate(ocd = BlobConfig.class)
public final class BlobCapability implements Capability {
    static final String URN = "urn:ietf:params:jmap:blob";

    private final BlobConfig config;

    private final DataTypes types;

    @Activate
    public BlobCapability(BlobConfig config, @Reference DataTypes types) {
        this.config = config;
        this.types = types;
    }

    @Override
    public String urn() {
        return URN;
    }

    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("maxSizeBlobSet", config.maxSizeBlobSet());
        properties.put("maxDataSources", config.maxDataSources());
        ArrayNode names = properties.putArray("supportedTypeNames");
        types.names().forEach(names::add);
        ArrayNode digests = properties.putArray("supportedDigestAlgorithms");
        Digests.NAMES.keySet().forEach(digests::add);
        return Optional.of(properties);
    }
}
