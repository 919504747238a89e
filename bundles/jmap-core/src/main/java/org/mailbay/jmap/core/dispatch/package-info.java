/**
 * Runs the calls of a request in order and writes their responses (RFC 8620 §3.4 to §3.7). Start at {@link Dispatcher}.
 *
 * <p>A response is buffered until its call has succeeded; one thread a request.
 */
@NullMarked
package org.mailbay.jmap.core.dispatch;

import org.jspecify.annotations.NullMarked;
