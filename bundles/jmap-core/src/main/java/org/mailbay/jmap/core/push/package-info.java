/**
 * Tells subscribers of state changes (RFC 8620 §7). Start at {@link Hub}.
 *
 * <p>The committing thread only notes what changed; a virtual thread writes, and none is held while nothing happens.
 */
@NullMarked
package org.mailbay.jmap.core.push;

import org.jspecify.annotations.NullMarked;
