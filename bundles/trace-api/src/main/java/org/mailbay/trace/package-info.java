/** The record of what happened to each message. Start at {@link Traces}: bundle {@code trace} provides it, everybody who touches mail adds to it. */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.trace;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
