/**
 * Connections as protocols use them. Start at {@link Connection}; what a protocol brings is {@link org.mailbay.net.spi}.
 *
 * <p>Bundle {@code net} owns sockets, TLS, buffers and timeouts; a protocol never sees them.
 */
@Export
@Version("1.3.0")
@NullMarked
package org.mailbay.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
