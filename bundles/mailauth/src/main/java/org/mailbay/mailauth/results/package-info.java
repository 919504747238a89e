/**
 * The Authentication-Results field (RFC 8601): written, read, and removed when it is forged. Start at {@link
 * org.mailbay.mailauth.results.AuthenticationResults}.
 *
 * <p>Thread-safe.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.mailauth.results;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
