/** What a stage implements. Start at {@link org.mailbay.antispam.spi.Stage}. */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.antispam.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
