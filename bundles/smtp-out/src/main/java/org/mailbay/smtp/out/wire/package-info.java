/**
 * A connection with deadlines, and what comes back on it. Start at {@link Wire}; {@link Dialer} makes one.
 *
 * <p>Sockets block; a {@link Watchdog} closes them when a step takes too long, however slowly the other side drips.
 */
@NullMarked
package org.mailbay.smtp.out.wire;

import org.jspecify.annotations.NullMarked;
