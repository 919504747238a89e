/**
 * Services that are replaced while they are in use: {@link Swappable} is how a leaf holds a dynamic reference,
 * {@link Shelf} how it holds many by name.
 *
 * <p>On an update the old service's classes are gone soon after {@code unbind} returns, so {@code unbind} waits for calls that are
 * still inside it; callers meanwhile wait for the new one, within a bound.
 */
@Export
@Version("1.2.0")
@NullMarked
package org.mailbay.swap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
