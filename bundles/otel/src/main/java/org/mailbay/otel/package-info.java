/**
 * OpenTelemetry: spans of {@link org.mailbay.trace.spi.SpanListener} go out by OTLP over HTTP, as JSON. Start at {@link org.mailbay.otel.OtelTraces}.
 *
 * <p>{@code Ids} says which spans belong together, {@code Sender} owns the queue and the one thread that sends. Any thread may tell of spans.
 */
@NullMarked
package org.mailbay.otel;

import org.jspecify.annotations.NullMarked;
