package org.mailbay.otel;

import org.mailbay.trace.spi.Span;

/** A span that is to be sent. */
record Waiting(Span span, Ids ids) {}
