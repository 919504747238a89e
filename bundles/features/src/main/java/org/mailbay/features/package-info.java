/**
 * Bundles are updated while the server runs. Start at {@link Features}; one update is an {@link Exchange}.
 *
 * <p>Side by side: the new revision starts and proves itself before the old one goes. A bundle that must be alone (it holds a lock
 * or a port) says {@code Mailbay-Update: exclusive} in its manifest. {@link Shelf} keeps the jars and what the launcher starts next time.
 */
@NullMarked
package org.mailbay.features;

import org.jspecify.annotations.NullMarked;
