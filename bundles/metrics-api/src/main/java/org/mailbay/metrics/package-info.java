/**
 * What a feature implements to be measured: {@link MetricSource}.
 *
 * <p>Names follow Prometheus: {@code mailbay_<feature>_<thing>_<unit>}, {@code _total} at the end of counters, seconds and bytes as units.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.metrics;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
