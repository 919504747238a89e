/** What others are told of mail under way. Start at {@link org.mailbay.delivery.spi.RelayObserver}. */
@Export
@Version("1.1.0")
@NullMarked
package org.mailbay.delivery.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
