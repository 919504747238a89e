/**
 * The tenants' keys: with which blobs are named, and with which they are encrypted, wrapped by the server's master key.
 *
 * <p>Start at {@link org.mailbay.store.engine.keys.TenantKeys}. Keys leave this package only for the drivers; they are never shown.
 */
@NullMarked
package org.mailbay.store.engine.keys;

import org.jspecify.annotations.NullMarked;
