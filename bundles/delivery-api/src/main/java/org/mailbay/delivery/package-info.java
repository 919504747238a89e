/**
 * Hand a message over to local mailboxes. Start at {@link Delivery}: {@code smtp} calls it, {@code jmap-mail} provides it. {@link Relay} is
 * for recipients elsewhere.
 */
@Export
@Version("1.3.0")
@NullMarked
package org.mailbay.delivery;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
