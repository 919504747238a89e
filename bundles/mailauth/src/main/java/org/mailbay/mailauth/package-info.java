/**
 * The raw header of a message, and the tag lists in it and in DNS: what the packages beside this one are built of.
 *
 * <p>Start at {@link org.mailbay.mailauth.RawHeader}. Beside it: {@code spf} (RFC 7208), {@code dkim} (RFC 6376), {@code dmarc}
 * (RFC 9989), {@code arc} (RFC 8617), {@code results} (RFC 8601). Everything here is bounded and never throws for what a peer or
 * DNS says; values are immutable.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.mailauth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
