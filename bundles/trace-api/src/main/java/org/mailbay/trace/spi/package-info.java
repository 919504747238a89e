/**
 * Who wants to know how long pieces of work took implements {@link SpanListener}; bundle {@code otel} does.
 *
 * <p>Bundles tell it by {@link org.mailbay.trace.Spans}, on the thread that did the work.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.trace.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
