package org.mailbay.dns.spi;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Says which DNS records a mail domain of this server needs for a feature. A service. */
@ConsumerType
public interface DomainRecords {
    /**
     * The records, at most 20; none when the feature has nothing to do with the domain.
     *
     * @param domain lower-case A-labels without final dot
     */
    List<Wanted> wanted(String domain) throws IOException;
}
