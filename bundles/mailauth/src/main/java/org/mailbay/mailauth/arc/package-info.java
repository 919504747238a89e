/**
 * What those who passed a message on found out about it, sealed (RFC 8617). Start at {@link org.mailbay.mailauth.arc.ArcVerifier}.
 *
 * <p>A chain that passes proves only that nobody changed it since: whom to believe is for the caller to say. Thread-safe.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.mailauth.arc;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
