package org.mailbay.jmap.submission;

import org.mailbay.jmap.spi.Capability;
import org.osgi.service.component.annotations.Component;

/** RFC 9007 §1.3. */
@Component
public final class MdnCapability implements Capability {
    @Override
    public String urn() {
        return Types.MDN_CAPABILITY;
    }
}
