/**
 * Whether the author's domain stands behind a message, and what it wants done otherwise (RFC 9989). Start at {@link
 * org.mailbay.mailauth.dmarc.Dmarc}.
 *
 * <p>The domain of an organization is found by the tree walk: there is no list of public suffixes. Thread-safe.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.mailauth.dmarc;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
