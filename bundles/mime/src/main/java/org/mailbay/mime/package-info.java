/**
 * Messages and addresses, parsed once, never failing.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.mime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
