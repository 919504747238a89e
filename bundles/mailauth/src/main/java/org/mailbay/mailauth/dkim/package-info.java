/**
 * Signatures of domains (RFC 6376, 8301, 8463). Start at {@link org.mailbay.mailauth.dkim.DkimVerifier} and {@link
 * org.mailbay.mailauth.dkim.DkimSigner}.
 *
 * <p>Bodies are hashed as they stream by, once for all signatures. Thread-safe, but for {@link org.mailbay.mailauth.dkim.BodyHash}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.mailauth.dkim;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
