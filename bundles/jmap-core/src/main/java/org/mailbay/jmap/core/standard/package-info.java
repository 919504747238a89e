/**
 * The standard methods, once for all data types (RFC 8620 §4, §5). Start at {@link Standard}.
 *
 * <p>They check every standard argument and know nothing of any type. Stateless; one thread a call.
 */
@NullMarked
package org.mailbay.jmap.core.standard;

import org.jspecify.annotations.NullMarked;
