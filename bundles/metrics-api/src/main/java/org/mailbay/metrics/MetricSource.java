package org.mailbay.metrics;

import org.osgi.annotation.versioning.ConsumerType;

/** Says the figures of a feature. A service. */
@ConsumerType
public interface MetricSource {
    /** Says all figures as they are now: from memory, at once, by any thread. */
    void measure(Metrics out);
}
