/**
 * What every JMAP store owes its users. Start at {@link StoreContract}.
 *
 * <p>A store's test implements {@code StoreContract} and gives it a {@link StoreTestee} each time. The heart is a random test against
 * a trivial store in memory: after every step everything that can be asked is asked of both.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.tck.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
