/**
 * All figures on one page: {@link org.mailbay.metrics.exposition.Figures} asks the sources, {@link
 * org.mailbay.metrics.exposition.MetricsServlet} and {@link org.mailbay.metrics.exposition.MetricsResource} show what they say.
 *
 * <p>A source that throws or blocks costs one thread and is missing from the page. To be measured, implement {@link
 * org.mailbay.metrics.MetricSource}. Any thread.
 */
@NullMarked
package org.mailbay.metrics.exposition;

import org.jspecify.annotations.NullMarked;
