/** The domain name system, as mail needs it. Start at {@link Resolver}: bundle {@code dns} provides it. */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.dns;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
