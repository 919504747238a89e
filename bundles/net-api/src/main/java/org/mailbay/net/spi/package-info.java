/**
 * What a protocol implements: {@link Protocol} opens a {@link Session} on a connection, or resumes one from {@link Frozen}.
 *
 * <p>The calls to one session never overlap. They come on a virtual thread that exists only while there is something to do.
 */
@Export
@Version("1.2.0")
@NullMarked
package org.mailbay.net.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
