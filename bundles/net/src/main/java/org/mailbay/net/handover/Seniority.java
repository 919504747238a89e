package org.mailbay.net.handover;

import java.util.Comparator;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * What decides between two services of one protocol: ranking, then the bundle's version, then who came last.
 *
 * @param ranking {@code service.ranking}
 * @param version of the bundle, so that a second revision started beside the first takes over
 * @param serviceId grows with every registration
 * @param bundle its id, which decides nothing; -1 when unknown
 */
record Seniority(int ranking, Version version, long serviceId, long bundle) implements Comparable<Seniority> {
    private static final Comparator<Seniority> ORDER = Comparator.comparingInt(Seniority::ranking)
            .thenComparing(Seniority::version)
            .thenComparingLong(Seniority::serviceId);

    static Seniority of(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return new Seniority(
                reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                bundle == null ? Version.emptyVersion : bundle.getVersion(),
                reference.getProperty(Constants.SERVICE_ID) instanceof Long id ? id : 0,
                bundle == null ? -1 : bundle.getBundleId());
    }

    @Override
    public int compareTo(Seniority other) {
        return ORDER.compare(this, other);
    }
}
