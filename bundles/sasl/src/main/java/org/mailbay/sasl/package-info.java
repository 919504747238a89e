/**
 * SASL mechanisms (RFC 4422). Servers start at {@link org.mailbay.sasl.Offer}, clients at {@link org.mailbay.sasl.ClientExchange}.
 *
 * <p>RFC 4616, 5802, 7677, 7628, 9266, 4013. An exchange belongs to one connection and one thread at a time; values are immutable.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.sasl;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
