/**
 * Bundles are updated while the server runs. Start at {@link Features}: {@link Gate} is what a jar must pass, {@code exchange} how it
 * takes its place, {@code canary} how it is tried, {@code impact} what it touches.
 *
 * <p>Side by side: the new revision starts and proves itself before the old one goes. A bundle that must be alone (it holds a lock
 * or a port) says {@code Mailbay-Update: exclusive} in its manifest. {@code shelf} keeps the jars and what the launcher starts next time.
 */
@NullMarked
package org.mailbay.features;

import org.jspecify.annotations.NullMarked;
