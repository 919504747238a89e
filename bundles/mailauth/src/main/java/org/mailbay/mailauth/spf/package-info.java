/**
 * Whether a host may send for a domain (RFC 7208). Start at {@link org.mailbay.mailauth.spf.Spf}.
 *
 * <p>A record is parsed whole ({@code SpfRecord}, {@code Mechanism}, {@code MacroText}) before anything of it is done; {@code SpfQuery}
 * then evaluates it within the bounds of RFC 7208 §4.6.4. Thread-safe.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.mailauth.spf;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
