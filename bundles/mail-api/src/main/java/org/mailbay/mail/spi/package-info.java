/** What others may add to mail. Start at {@link org.mailbay.mail.spi.DeliveryHook}. */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.mail.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
