package org.mailbay.jmap.submission;

import org.mailbay.jmap.spi.Capability;
import org.osgi.service.component.annotations.Component;

/** RFC 8621 §1.3.3. */
@Component
public final class VacationCapability implements Capability {
    @Override
    public String urn() {
        return Types.VACATION_CAPABILITY;
    }
}
