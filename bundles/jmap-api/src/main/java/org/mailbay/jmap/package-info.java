/**
 * JMAP as a model sees it: the values of RFC 8620 and the call it answers. Start at {@link View}.
 *
 * <p>What a model implements is in {@link org.mailbay.jmap.spi}; refusals are {@link MethodError} (a whole method) and {@link
 * SetError} (one object of a {@code /set}). RFC 8620 §1.2, §3.6.2, §5.3, §6.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.mailbay.jmap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
