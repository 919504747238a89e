/**
 * The record of what happened to each message. Start at {@link Traces}: bundle {@code trace} provides it, everybody who touches mail adds to it.
 *
 * <p>How long pieces of work took is told by {@link Spans}, to whoever listens ({@code spi}). Any thread.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.mailbay.trace;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
