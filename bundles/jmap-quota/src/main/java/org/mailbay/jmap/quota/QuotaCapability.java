package org.mailbay.jmap.quota;

import org.mailbay.jmap.spi.Capability;
import org.osgi.service.component.annotations.Component;

/** Announces quotas (RFC 9425 §2). */
@Component
public final class QuotaCapability implements Capability {
    static final String URN = "urn:ietf:params:jmap:quota";

    @Override
    public String urn() {
        return URN;
    }
}
