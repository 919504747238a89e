package org.mailbay.jmap.smime;

import org.mailbay.jmap.spi.Capability;
import org.osgi.service.component.annotations.Component;

/** Announces that signatures are verified (RFC 9219 §3). */
@Component
public final class SmimeCapability implements Capability {
    static final String URN = "urn:ietf:params:jmap:smimeverify";

    @Override
    public String urn() {
        return URN;
    }
}
