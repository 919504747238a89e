/**
 * Which revision of a protocol serves, and how connections change from one to the next. Start at {@link Post}.
 *
 * <p>A {@link Revision} is one service with one class loader. It is in use as long as a session of it lives; when its service goes,
 * {@link Protocols} holds up the framework until no thread and no session is left in it, within a bound.
 */
@NullMarked
package org.mailbay.net.handover;

import org.jspecify.annotations.NullMarked;
